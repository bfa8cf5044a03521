import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { PACKAGE_ROOT } from '../../core/packageRoot.ts';
import { isBuilt, openEngine } from '../engines.ts';
import { DOCTOR } from '../../report/documents/doctor.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { modelCacheFolder } from '../modelCache.ts';

/** One thing that parts of the project need. */
interface Need {
  readonly name: string;
  readonly purpose: string;
  /** What was found, or null. */
  readonly probe: (host: Host) => string | null;
  /** The command that installs it. */
  readonly install: string;
  /** Without it the tool does not work at all. */
  readonly required?: true;
}

/** Where .ci/semgrep.sh puts it. */
const SEMGREP = join(PACKAGE_ROOT, 'build/semgrep/bin/semgrep');

const NEEDS: readonly Need[] = [
  {
    name: 'Node.js 20.11 or later',
    purpose: 'everything',
    probe: nodeVersion,
    install: 'see nodejs.org',
    required: true,
  },
  {
    name: 'C++ compiler',
    purpose: 'the cpu and cuda-sim engines',
    probe: () => version('c++', ['--version']),
    install: 'apt-get install g++',
  },
  {
    name: 'cmake 3.25',
    purpose: 'the native build',
    probe: () => version('cmake', ['--version']),
    install: 'apt-get install cmake make',
  },
  { name: 'addon and cpu engine', purpose: 'run, diff', probe: () => engine('cpu'), install: 'npm run build:native' },
  {
    name: 'cuda-sim engine',
    purpose: 'kernels without a GPU',
    probe: () => engine('cuda-sim'),
    install: 'npm run build:native',
  },
  {
    name: 'clang 19',
    purpose: 'sanitizer lanes, native fuzz targets',
    probe: () => version('clang-19', ['--version']),
    install: 'apt-get install clang-19 libclang-rt-19-dev llvm-19',
  },
  {
    name: 'nvcc',
    purpose: 'compiling kernels for real GPUs',
    probe: () => version('nvcc', ['--version'], /release [\d.]+/),
    install: 'install the CUDA toolkit',
  },
  {
    name: 'NVIDIA GPU',
    purpose: 'the cuda engine',
    probe: () => version('nvidia-smi', ['-L']),
    install: 'none needed: cuda-sim runs the same kernels',
  },
  {
    name: 'Python 3 with pip',
    purpose: 'fetching the real models',
    probe: () => version('python3', ['-m', 'pip', '--version']),
    install: 'apt-get install python3-pip',
  },
  {
    name: 'semgrep',
    purpose: 'the local static rules',
    probe: () =>
      version(SEMGREP, ['--version', '--disable-version-check']) ??
      version('semgrep', ['--version', '--disable-version-check']),
    install: 'bash .ci/semgrep.sh',
  },
  { name: 'SmolLM2 model', purpose: 'end-to-end tests on real weights', probe: cachedModel, install: 'npm run models' },
];

export interface DoctorFlags {
  readonly json?: true;
}

/** `flea-flicker doctor` */
export function doctor({ json }: DoctorFlags, host: Host): ExitCode {
  const found = NEEDS.map((need) => ({ need, result: need.probe(host) }));
  if (json) {
    const checks = found.map(({ need: { name, purpose, install }, result }) => ({
      name,
      purpose,
      found: result,
      ...(result === null && { install }),
    }));
    host.out(DOCTOR.json({ checks }));
  } else {
    const width = Math.max(...NEEDS.map((n) => n.name.length));
    for (const { need, result } of found) host.out(line(need, result, width));
  }
  return found.every(({ need, result }) => result !== null || !need.required) ? EXIT.clean : EXIT.undecided;
}

function line({ name, purpose, install }: Need, result: string | null, width: number): string {
  const mark = result === null ? pc.yellow('lacks') : pc.green('has  ');
  const detail = result ?? `for ${purpose}: ${install}`;
  return `${mark} ${name.padEnd(width)}  ${detail}\n`;
}

function nodeVersion(): string | null {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 11) ? process.version : null;
}

/** First line of what a command prints, or null when it is not there. */
function version(command: string, args: readonly string[], pick?: RegExp): string | null {
  const { status, stdout } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 20_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (status !== 0) return null;
  return (pick?.exec(stdout)?.[0] ?? stdout.split('\n')[0] ?? '').trim();
}

function engine(name: string): string | null {
  if (!isBuilt(name)) return null;
  const { device, ops } = openEngine(name).describe();
  return `${device}, ${String(ops.length)} kernels`;
}

function cachedModel(host: Host): string | null {
  const path = join(modelCacheFolder(host), 'SmolLM2-135M-Instruct.Q4_1.gguf');
  return existsSync(path) ? path : null;
}
