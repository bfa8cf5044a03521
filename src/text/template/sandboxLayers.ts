/**
 * What keeps a template's process from everything but its own time and memory, should its interpreter be broken. Each layer is there
 * where this Node and this system have it; `why` says what is lacking.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

export type LayerName = 'permissions' | 'no code from strings' | 'limits' | 'no new descriptors';

export interface Layer {
  readonly name: LayerName;
  /** What a broken interpreter cannot do because of it. */
  readonly stops: string;
  /** Why this machine does not have it; null where it does. */
  readonly lacking: string | null;
}

const SHELL = '/bin/sh';
const PRLIMIT = ['/usr/bin/prlimit', '/bin/prlimit'].find((path) => existsSync(path));
const HAS_SHELL = process.platform !== 'win32' && existsSync(SHELL);
/** Node 20 calls it an experiment; from Node 23.5 on it is stable. */
const PERMISSION = ['--permission', '--experimental-permission'].find((flag) =>
  process.allowedNodeEnvironmentFlags.has(flag),
);

/** Of the process, beside its heap: Node itself takes less than 100 MiB. Memory outside the heap of JavaScript is bounded by nothing else. */
const OTHER_MEMORY_MIB = 256;

/** From Node 23 on V8 reserves writable addresses for code when it starts, which count as data though nothing lies there. */
const CODE_RANGE_MIB = Number(process.versions.node.split('.', 1)[0]) >= 23 ? 512 : 0;

export function sandboxLayers(): readonly Layer[] {
  return [
    {
      name: 'permissions',
      stops: 'reading and writing files, starting processes and threads, loading addons',
      lacking: PERMISSION === undefined ? 'this Node has no permission model' : null,
    },
    { name: 'no code from strings', stops: 'eval and new Function', lacking: null },
    {
      name: 'limits',
      stops: 'more processor time, memory, written bytes and core files than a template needs',
      lacking: HAS_SHELL ? null : `this system has no ${SHELL} that sets limits`,
    },
    {
      name: 'no new descriptors',
      stops: 'opening anything: sockets, files, pipes; new processes too, where the user is not root',
      lacking: PRLIMIT === undefined ? 'this system has no prlimit' : null,
    },
  ];
}

export interface Confined {
  readonly seconds: number;
  readonly heapMiB: number;
  /** Layers to do without: tests show what each stops. */
  readonly without?: ReadonlySet<LayerName>;
}

/** The command line of Node with `args`, in the layers that a process is started with. */
export function confinedCommand(args: readonly string[], { seconds, heapMiB, without }: Confined): readonly string[] {
  const flags = [
    `--max-old-space-size=${String(heapMiB)}`,
    ...(PERMISSION !== undefined && !without?.has('permissions') ? [PERMISSION] : []),
    ...(without?.has('no code from strings') ? [] : ['--disallow-code-generation-from-strings']),
  ];
  const node = [process.execPath, ...flags, ...args];
  if (!HAS_SHELL || without?.has('limits')) return node;
  return [SHELL, '-c', limitsScript(seconds, heapMiB), SHELL, ...node];
}

/**
 * A limit that is lower already cannot be raised, and need not be. The shell's own variables are nobody's business. There is no limit on
 * address space: V8 reserves terabytes. None on processes: Node needs threads to start.
 */
function limitsScript(seconds: number, heapMiB: number): string {
  const limits = [
    `-t ${String(Math.ceil(seconds))}`,
    '-f 0',
    '-c 0',
    '-n 256',
    `-d ${String((heapMiB + OTHER_MEMORY_MIB + CODE_RANGE_MIB) << 10)}`,
  ];
  return [...limits.map((limit) => `ulimit ${limit} 2>/dev/null`), 'unset PWD OLDPWD SHLVL _', 'exec "$@"'].join('; ');
}

/** Fewer than a process has open already: what is open stays, and nothing can be opened. */
const OPEN_DESCRIPTORS = 4;

/** The layer that a process is put into when it has started. Never fails: where it cannot be had, the others stand. */
export async function sealDescriptors(pid: number, without?: ReadonlySet<LayerName>): Promise<void> {
  if (PRLIMIT === undefined || without?.has('no new descriptors')) return;
  const limits = [`--nofile=${String(OPEN_DESCRIPTORS)}`, '--nproc=0'];
  await promisify(execFile)(PRLIMIT, ['--pid', String(pid), ...limits], { env: {} }).catch(() => undefined);
}
