/**
 * Threat: a writer who swaps bytes of a file while it is checked, in place, and puts the file's time back. He acts before each read and
 * each look at the file in turn. Whatever he does, a digest is that of the bytes that were judged, and a file that was seen to change
 * has no verdict.
 */
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import type * as Fs from 'node:fs';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ggufBytes, tensor, text } from '../../corpus/ggufBytes.ts';
import { checkFile } from '../../src/checks/checkFile.ts';
import type * as PassPlanModule from '../../src/checks/pass/passPlan.ts';
import { openFileSource, type FileSource } from '../../src/gguf/source.ts';
import type { FileReport } from '../../src/report/report.ts';
import { CHECK_OPTIONS } from '../support/checkBytes.ts';
import { BIN, temporaryFolder } from '../support/cli.ts';

/** What happens before each read of the file and each look at it, and the defect that may be planted. */
const hook = vi.hoisted(() => ({ before: (): void => undefined, readsHeadTwice: false }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof Fs>();
  const hooked =
    <A extends unknown[], R>(call: (...args: A) => R) =>
    (...args: A): R => {
      hook.before();
      return call(...args);
    };
  return { ...fs, readSync: hooked(fs.readSync as never), fstatSync: hooked(fs.fstatSync as never) };
});

/** All reads are this thread's: those of others cannot be told apart. */
vi.mock('../../src/native/addon.ts', async (original) => {
  const { EngineError } = await import('../../src/core/errors.ts');
  return {
    ...(await original<object>()),
    loadAddon: () => {
      throw new EngineError('engine/not-built', 'left out by the test');
    },
  };
});

vi.mock('../../src/checks/pass/passPlan.ts', async (original) => {
  const module = await original<typeof PassPlanModule>();
  const passPlan: typeof module.passPlan = (...args) => {
    const plan = module.passPlan(...args);
    return plan && hook.readsHeadTwice ? { ...plan, head: new Uint8Array(0) } : plan;
  };
  return { ...module, passPlan };
});

const { openSync, writeSync, closeSync, utimesSync } = await vi.importActual<typeof Fs>('node:fs');

const path = join(temporaryFolder(), 'model.gguf');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const rulesOf = ({ findings }: Pick<FileReport, 'findings'>): string => findings.map(({ rule }) => rule).join();

const GOOD_TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}";
/** As long, and it walks to a class. */
const BAD_TEMPLATE = "{% for m in messages %}{{ m['__class__'] }}{{ m['content'] }}{% endfor %}".padEnd(
  GOOD_TEMPLATE.length,
);

interface Swap {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A file, and what is swapped in it. */
interface Victim {
  readonly bytes: Uint8Array;
  readonly swap: Swap;
}

const MIB = 1 << 20;

/** Over 16 MiB, with keys before and after the parser's first window, and a gap between its tensors. */
const LARGE = ggufBytes({
  metadata: [
    ['general.architecture', text('blank')],
    ['x.early', text('early value')],
    ['x.list', { type: 'array', elementType: 'u64', elements: new Array<bigint>((2 * MIB) / 8).fill(1n) }],
    ['x.late', text('late value')],
  ],
  tensors: [
    tensor('first', { dims: [(8 * MIB) / 4], data: new Uint8Array(8 * MIB + 64).fill(0x3f, 0, 8 * MIB) }),
    tensor('last', { dims: [(7 * MIB) / 4], data: new Uint8Array(7 * MIB).fill(0x3f) }),
  ],
});

const SMALL = ggufBytes({
  metadata: [
    ['general.architecture', text('blank')],
    ['tokenizer.chat_template', text(GOOD_TEMPLATE)],
  ],
});

const latin1 = (value: string): Uint8Array => new Uint8Array(Buffer.from(value, 'latin1'));
const offsetOf = (bytes: Uint8Array, value: string): number => Buffer.from(bytes).indexOf(value, 0, 'latin1');
const NAN = Uint8Array.of(0, 0, 0xc0, 0x7f);

const VICTIMS: Readonly<Record<string, Victim>> = {
  'a chat template': { bytes: SMALL, swap: { at: offsetOf(SMALL, GOOD_TEMPLATE), bytes: latin1(BAD_TEMPLATE) } },
  'the weights of a small file': { bytes: SMALL, swap: { at: SMALL.length - 32, bytes: NAN } },
  'an early key': { bytes: LARGE, swap: { at: offsetOf(LARGE, 'early value'), bytes: latin1('early\0value') } },
  'a late key': { bytes: LARGE, swap: { at: offsetOf(LARGE, 'late value'), bytes: latin1('late\0value') } },
  'the first weight': { bytes: LARGE, swap: { at: LARGE.length - 15 * MIB - 64, bytes: NAN } },
  'the last weight': { bytes: LARGE, swap: { at: LARGE.length - 4, bytes: NAN } },
  'what is in a gap': { bytes: LARGE, swap: { at: LARGE.length - 7 * MIB - 64, bytes: latin1('PK\x05\x06') } },
};

function swapped({ bytes, swap }: Victim): Uint8Array {
  const copy = bytes.slice();
  copy.set(swap.bytes, swap.at);
  return copy;
}

function write({ at, bytes }: Swap): void {
  const { atime, mtime } = statSync(path);
  const fd = openSync(path, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
  utimesSync(path, atime, mtime);
}

/** Checks a fresh file. The writer acts before event number `when`, of which `events` says how many there were. */
async function race(
  { bytes, swap }: Victim,
  when: number,
  open: () => FileSource = () => openFileSource(path),
): Promise<{ readonly report: FileReport; readonly events: number }> {
  writeFileSync(path, bytes);
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  // The clock of a file system goes in steps of some milliseconds.
  await setTimeout(15);
  let events = 0;
  const source = open();
  hook.before = () => {
    if (events++ === when) write(swap);
  };
  try {
    return { report: await checkFile(source, CHECK_OPTIONS), events };
  } finally {
    hook.before = () => undefined;
    source.close();
  }
}

/** A file system that tells of no change: the digest has to hold by itself. */
function blind(): FileSource {
  const source = openFileSource(path);
  source.changed = () => null;
  return source;
}

/** What is said of the file as it was, and as the writer leaves it. Throws where both are the same. */
async function bothReports(victim: Victim): Promise<Readonly<Record<string, string>>> {
  const before = await race(victim, -1);
  const after = await race({ ...victim, bytes: swapped(victim) }, -1);
  const told = [before, after].map(({ report }) => [report.sha256!, rulesOf(report)] as const);
  expect(told.map(([digest]) => digest)).toEqual([sha256(victim.bytes), sha256(swapped(victim))]);
  expect(told[0]![1]).not.toBe(told[1]![1]);
  return Object.fromEntries(told);
}

beforeEach(() => {
  hook.readsHeadTwice = false;
});

describe.each(Object.keys(VICTIMS))('a writer who swaps %s', (name) => {
  const victim = VICTIMS[name]!;

  it('is seen wherever he acts: the file has no verdict, and says why', async () => {
    const { events } = await race(victim, -1);
    expect(events).toBeGreaterThan(victim.bytes === LARGE ? 30 : 1);
    for (let when = 0; when < events; when++) {
      const { report } = await race(victim, when);
      expect([when, report]).toMatchObject([
        when,
        {
          verdict: 'undecided',
          reason: expect.stringMatching(/^changed while it was read: found that it was written to/) as string,
          findings: [],
        },
      ]);
      expect(report).not.toHaveProperty('sha256');
    }
  }, 120_000);

  it('gets no digest but that of the bytes that were judged, where no time gives him away', async () => {
    const known = await bothReports(victim);
    const { events } = await race(victim, -1, blind);
    for (let when = 0; when < events; when++) {
      const { report } = await race(victim, when, blind);
      expect([when, rulesOf(report)]).toEqual([when, known[report.sha256!]]);
    }
  }, 120_000);
});

describe('the test', () => {
  it('sees a gate that hashes the head as it is when it is read again', async () => {
    const victim = VICTIMS['an early key']!;
    const known = await bothReports(victim);
    hook.readsHeadTwice = true;
    const { events } = await race(victim, -1, blind);
    const wrong: number[] = [];
    for (let when = 0; when < events; when++) {
      const { report } = await race(victim, when, blind);
      if (rulesOf(report) !== known[report.sha256!]) wrong.push(when);
    }
    expect(wrong.length).toBeGreaterThan(0);
  }, 60_000);
});

describe('the command', () => {
  const script = join(temporaryFolder(), 'writer.mjs');
  writeFileSync(
    script,
    `import childProcess from 'node:child_process';
    import fs from 'node:fs';
    import { syncBuiltinESMExports } from 'node:module';
    const { FILE, WHEN, AT, BYTES } = process.env;
    // The process that judges is given no environment and no flags: the writer goes along.
    const { spawn } = childProcess;
    childProcess.spawn = (command, args, options) =>
      /judgeChild[^/]*$/.test(args[0] ?? '')
        ? spawn(command, ['--import', import.meta.filename ?? new URL(import.meta.url).pathname, ...args], {
            ...options,
            env: { ...options.env, FILE, WHEN, AT, BYTES },
          })
        : spawn(command, args, options);
    const { openSync, readSync } = fs;
    let [descriptor, reads] = [-1, 0];
    fs.openSync = (path, ...rest) => {
      const opened = openSync(path, ...rest);
      if (path === FILE) descriptor = opened;
      return opened;
    };
    fs.readSync = (read, ...rest) => {
      if (read === descriptor && reads++ === Number(WHEN)) {
        const { atime, mtime } = fs.statSync(FILE);
        const written = openSync(FILE, 'r+');
        fs.writeSync(written, Buffer.from(BYTES, 'hex'), 0, BYTES.length / 2, Number(AT));
        fs.closeSync(written);
        fs.utimesSync(FILE, atime, mtime);
      }
      return readSync(read, ...rest);
    };
    syncBuiltinESMExports();`,
  );

  it.each([
    ['json', /"verdict": "undecided",\s+"reason": "changed while it was read: found that it was /],
    ['junit', /changed while it was read: found that it was /],
  ])('ends with code 2 and says so, as %s', async (format, said) => {
    const { bytes, swap } = VICTIMS['a chat template']!;
    writeFileSync(path, bytes);
    await setTimeout(15);
    const env = {
      ...process.env,
      FILE: path,
      WHEN: '0',
      AT: String(swap.at),
      BYTES: Buffer.from(swap.bytes).toString('hex'),
    };
    const args = ['--import', script, BIN, 'check', '--format', format, path];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      encoding: 'utf8',
      env: { ...env, NO_COLOR: '1' },
    });
    expect(readFileSync(path).equals(swapped(VICTIMS['a chat template']!))).toBe(true);
    expect([status, stdout + stderr]).toEqual([2, expect.stringMatching(said) as string]);
  });
});
