/**
 * Threat: the interpreter of templates is broken, and a template runs what it likes in its process. The planted interpreter here does: each
 * attempt must succeed without any layer, fail with all of them, and fail with one alone exactly where the table says so.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TEMPLATE_LIMITS, TemplateSandbox } from '../../src/text/template/sandbox.ts';
import { confinedCommand, sandboxLayers, type LayerName } from '../../src/text/template/sandboxLayers.ts';
import { temporaryFolder } from '../support/cli.ts';

/** As built: a process of its own runs no TypeScript. */
const SANDBOX = new URL('../../dist/text/template/sandbox.js', import.meta.url).href;
const folder = temporaryFolder();
const WRITTEN = join(folder, 'written');

interface Attempt {
  /** JavaScript that the process runs; a promise is waited for. It throws where it is stopped. */
  readonly code: string;
  /** The layers of which each stops it alone. */
  readonly stoppedBy: readonly LayerName[];
}

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'read a file': {
    code: `require('node:fs').readFileSync(${JSON.stringify(process.execPath)}).length`,
    stoppedBy: ['permissions', 'no new descriptors'],
  },
  'write a file': {
    code: `require('node:fs').writeFileSync(${JSON.stringify(WRITTEN)}, 'x'.repeat(4096))`,
    stoppedBy: ['permissions', 'limits', 'no new descriptors'],
  },
  'start a process': {
    code: `(() => { const { error } = require('node:child_process').spawnSync(process.execPath, ['--version']); if (error) throw error; })()`,
    stoppedBy: ['permissions', 'no new descriptors'],
  },
  'start a thread': {
    code: `new Promise((done, fail) => new (require('node:worker_threads').Worker)('', { eval: true }).on('exit', done).on('error', fail))`,
    stoppedBy: ['permissions', 'no new descriptors'],
  },
  'open a socket': {
    code: `new Promise((done, fail) => require('node:net').createServer().on('error', fail).listen(0, '127.0.0.1', done))`,
    stoppedBy: ['no new descriptors'],
  },
  'run code from a string': { code: `new Function('return 1')()`, stoppedBy: ['no code from strings'] },
  'take two gigabytes': {
    code: `(globalThis.kept = Array.from({ length: 64 }, () => new Uint8Array(32 << 20).fill(1))).length`,
    stoppedBy: ['limits'],
  },
};

/** In the place of the interpreter: runs the template. */
const BROKEN = `
let outcome = 'pending';
module.exports = {
  Interpreter: class { evaluate() {} evaluateBlock() {} },
  Template: class {
    constructor(code) { this.code = code; this.parsed = { type: 'Program', body: [] }; }
    render({ again }) {
      if (again) return outcome;
      const settle = (how) => (value) => { outcome = how + ': ' + (value && (value.code || value.message || value)); };
      process.on('uncaughtException', settle('stopped'));
      try { Promise.resolve(attempts[this.code]()).then(settle('done'), settle('stopped')); } catch (error) { settle('stopped')(error); }
      return outcome;
    }
  },
};
const attempts = {${Object.entries(ATTEMPTS)
  .map(([name, { code }]) => `${JSON.stringify(name)}: () => ${code}`)
  .join(',\n')}};
`;

/** Says what it finds open and in its environment. */
const LOOKING_INTERPRETER = `
const { fstatSync } = require('node:fs');
const files = () => Array.from({ length: 64 }, (_, fd) => fd).filter((fd) => {
  try { return fstatSync(fd).isFile(); } catch { return false; }
});
module.exports = {
  Interpreter: class { evaluate() {} evaluateBlock() {} },
  Template: class {
    constructor() { this.parsed = { type: 'Program', body: [] }; }
    render() { return JSON.stringify({ env: Object.keys(process.env), files: files() }); }
  },
};`;
/** Node with a program that was started with descriptor 40 on a file, looks for it, and lets the interpreter look. */
const LOOKING = [
  process.execPath,
  '--input-type=module',
  '--eval',
  `
  import { fstatSync } from 'node:fs';
  const { TemplateSandbox } = await import(${JSON.stringify(SANDBOX)});
  const sandbox = new TemplateSandbox(undefined, { interpreter: ${JSON.stringify(LOOKING_INTERPRETER)} });
  console.log(JSON.stringify({ here: fstatSync(40).isFile(), ...JSON.parse(await sandbox.render('', {})) }));
  sandbox.close();
  `,
];

const IS_NODE_20_OR_22 = Number(process.versions.node.split('.', 1)[0]) < 23;
const LIMITS = { ...DEFAULT_TEMPLATE_LIMITS, seconds: 10, secondsInAll: 30 };
const LAYERS = sandboxLayers();
const NAMES = LAYERS.map(({ name }) => name);

/** What came of an attempt in a process with these layers only. */
async function outcomeOf(attempt: string, layers: readonly LayerName[]): Promise<'done' | 'stopped'> {
  const without = new Set(NAMES.filter((name) => !layers.includes(name)));
  const sandbox = new TemplateSandbox(LIMITS, { interpreter: BROKEN, without });
  try {
    await sandbox.render(attempt, {});
    let outcome = 'pending';
    for (let i = 0; i < 100 && outcome === 'pending'; i++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      outcome = await sandbox.render(attempt, { again: true });
    }
    return outcome.startsWith('done') ? 'done' : 'stopped';
  } catch {
    // The process ended: it has done nothing more.
    return 'stopped';
  } finally {
    sandbox.close();
  }
}

describe.runIf(process.platform === 'linux')('a broken interpreter', () => {
  const lacking = LAYERS.filter(({ lacking }) => lacking !== null).map(({ name }) => name);
  const has = (layers: readonly LayerName[]): readonly LayerName[] => layers.filter((name) => !lacking.includes(name));

  it('meets every layer on this machine, or the machine says which it lacks', () => {
    for (const { name, stops, lacking: why } of LAYERS)
      expect([name, stops, why === null || why.length > 0]).toBeTruthy();
    if (process.env['CI']) expect(lacking).toEqual([]);
  });

  it.each(Object.keys(ATTEMPTS))(
    'may try to %s: it can without any layer, and with all of them it cannot',
    async (name) => {
      expect(await outcomeOf(name, [])).toBe('done');
      const { stoppedBy } = ATTEMPTS[name]!;
      expect(await outcomeOf(name, NAMES)).toBe(has(stoppedBy).length > 0 ? 'stopped' : 'done');
    },
    60_000,
  );

  it.each(Object.entries(ATTEMPTS).map(([name, { stoppedBy }]) => [name, stoppedBy.join(' and ')] as const))(
    '%s: is stopped by %s alone, and on the Node that this is written for by no other layer alone',
    async (name) => {
      const stopped: LayerName[] = [];
      for (const layer of has(NAMES)) if ((await outcomeOf(name, [layer])) === 'stopped') stopped.push(layer);
      const named = has(NAMES).filter((layer) => ATTEMPTS[name]!.stoppedBy.includes(layer));
      // Later ones need more memory for a thread, and their permissions cover the network.
      if (IS_NODE_20_OR_22) expect(stopped).toEqual(named);
      else expect(stopped).toEqual(expect.arrayContaining(named));
    },
    60_000,
  );

  it('has written nothing where it was stopped', async () => {
    if (!existsSync(WRITTEN)) return;
    const before = readFileSync(WRITTEN, 'utf8');
    await outcomeOf('write a file', NAMES);
    expect(readFileSync(WRITTEN, 'utf8')).toBe(before);
  });

  it('finds no environment, and of descriptors its own channel only, whatever this process was started with', () => {
    const outcome = spawnSync('bash', ['-c', `exec 40</etc/hostname 7</etc/hostname; exec "$0" "$@"`, ...LOOKING], {
      encoding: 'utf8',
      env: { ...process.env, FLEA_SECRET: 'x' },
    });
    expect(JSON.parse(outcome.stdout)).toEqual({ here: true, env: [], files: [] });
  });

  it('is ended by the system when its processor time is up, though nobody waits for it', () => {
    const [command = '', ...args] = confinedCommand(['--eval', 'for (;;);'], { seconds: 1, heapMiB: 32 });
    const { signal } = spawnSync(command, args, { timeout: 20_000, killSignal: 'SIGTERM', env: {} });
    expect(['SIGXCPU', 'SIGKILL']).toContain(signal);
  }, 30_000);
});
