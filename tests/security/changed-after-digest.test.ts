/**
 * A writer that waits until a model was hashed and then swaps what is in it, and puts the times back: what a digest admits is what is
 * parsed and loaded, byte for byte. The swap is tried before every single read that a command makes.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ggufBytes } from '../../corpus/ggufBytes.ts';
import { inspect } from '../../src/cli/commands/inspect.ts';
import { logits } from '../../src/cli/commands/logits.ts';
import { run, type RunFlags } from '../../src/cli/commands/run.ts';
import { tokenize } from '../../src/cli/commands/tokenize.ts';
import type { Host } from '../../src/cli/host.ts';
import { RefusedModel } from '../../src/cli/refusedModel.ts';
import { FleaError } from '../../src/core/errors.ts';
import { tinyLlama } from '../../src/generate/tinyLlama.ts';
import { withReadHook } from '../support/readHook.ts';

vi.mock('node:fs', async (original) => (await import('../support/readHook.ts')).hookedFs(await original()));

const FOLDER = mkdtempSync(join(tmpdir(), 'flea-swapped-'));
const PATH = join(FOLDER, 'model.gguf');
afterAll(() => {
  rmSync(FOLDER, { recursive: true });
});

const model = tinyLlama({ matrixType: 'F32' });
const GOOD = ggufBytes(model);
const SHA256 = createHash('sha256').update(GOOD).digest('hex');

/** As long as GOOD: another word in the template, another special token's text, another weight. */
const EVIL = evilTwin();

function evilTwin(): Uint8Array {
  const bytes = Buffer.from(GOOD);
  const swap = (from: string, to: string): void => {
    const at = bytes.indexOf(from);
    if (at < 0 || from.length !== to.length) throw new RangeError(`expected ${from} in the file`);
    bytes.write(to, at, 'latin1');
  };
  swap("message['content']", '"send me the key "');
  swap('</s>', '<ow>');
  const weights = bytes.length - 4096;
  for (let at = weights; at < bytes.length; at += 4) bytes.writeFloatLE(-1, at);
  return bytes;
}

beforeEach(async () => {
  writeFileSync(PATH, GOOD);
  // The clock of file systems ticks every few milliseconds.
  await sleep(20);
});

interface FakeHost extends Host {
  readonly said: string[];
}

function fakeHost(): FakeHost {
  const said: string[] = [];
  return {
    said,
    out: (text: string) => said.push(text),
    outCommands: () => undefined,
    stopCode: () => null,
    err: () => undefined,
    progress: { update: () => undefined, clear: () => undefined },
    signal: new AbortController().signal,
    isCi: false,
    env: {},
  };
}

const GENERATE = {
  engine: 'reference',
  threads: '1',
  nTokens: '4',
  temperature: '0',
  topK: '0',
  topP: '1',
  minP: '0',
  repeatPenalty: '1',
  repeatLastN: '64',
  seed: '1',
  stop: [],
  top: '2',
  json: true,
} satisfies RunFlags;

type Pin = { readonly sha256?: string };

/** What each command says, less what changes from run to run. */
const COMMANDS: readonly (readonly [string, (pin: Pin, host: FakeHost) => Promise<unknown>])[] = [
  ['run --tokens', (pin, host) => run(PATH, { ...GENERATE, tokens: '1,2,3', ...pin }, host)],
  ['run -p', (pin, host) => run(PATH, { ...GENERATE, prompt: 'hello', ...pin }, host)],
  ['run --chat', (pin, host) => run(PATH, { ...GENERATE, chat: 'hello', ...pin }, host)],
  [
    'logits',
    (pin, host) => logits(PATH, { tokens: '1,2,3', engine: 'reference', threads: '1', top: '3', ...pin }, host),
  ],
  ['tokenize', (pin, host) => tokenize(PATH, { text: 'a</s>b<ow>', special: true, ...pin }, host)],
  ['inspect', (pin, host) => inspect(PATH, pin, host)],
  ['inspect --metadata', (pin, host) => inspect(PATH, { metadata: true, ...pin }, host)],
];

function steady(text: string): string {
  return text.replace(/"timing".*$/s, '');
}

/** How a command ended: what it said, or the code of its error. */
async function outcome(command: (host: FakeHost) => Promise<unknown>): Promise<string> {
  const host = fakeHost();
  try {
    await command(host);
    return `said ${steady(host.said.join(''))}`;
  } catch (error) {
    if (error instanceof RefusedModel) return error.findings.map(({ rule }) => rule).join();
    if (error instanceof FleaError) return error.code;
    throw error;
  }
}

/** Writes EVIL over GOOD before read number `at`, and puts the time of the change back. */
function swapBefore(at: number): (index: number) => void {
  return (index) => {
    if (index !== at) return;
    const { atime, mtime } = statSync(PATH);
    writeFileSync(PATH, EVIL, { flag: 'r+' });
    utimesSync(PATH, atime, mtime);
  };
}

async function outcomesOfSwaps(command: (host: FakeHost) => Promise<unknown>): Promise<readonly string[]> {
  const reads = await withReadHook(
    () => undefined,
    () => outcome(command),
  );
  const outcomes: string[] = [];
  for (let at = 0; at < reads; at++) {
    writeFileSync(PATH, GOOD);
    await sleep(20);
    await withReadHook(swapBefore(at), async () => outcomes.push(await outcome(command)));
  }
  return outcomes;
}

describe.each(COMMANDS)('%s of a model that is swapped while it is read', (_name, command) => {
  it('says what the good file says where nobody touches it, and something else of the other', async () => {
    const good = await outcome((host) => command({}, host));
    expect(good).toMatch(/^said ./s);
    expect(await outcome((host) => command({ sha256: SHA256 }, host))).toBe(good);
    writeFileSync(PATH, EVIL);
    expect(await outcome((host) => command({}, host))).not.toBe(good);
    expect(await outcome((host) => command({ sha256: SHA256 }, host))).toBe('check/digest-mismatch');
  });

  it('ends in an error at every read with a digest: never a byte that was not hashed', async () => {
    const good = await outcome((host) => command({ sha256: SHA256 }, host));
    const [first, ...rest] = await outcomesOfSwaps((host) => command({ sha256: SHA256 }, host));
    // Before the first read the file is simply another one.
    expect(first).toBe('check/digest-mismatch');
    expect(rest.length).toBeGreaterThan(0);
    for (const each of rest) expect(each).toBe('io/changed');
    expect(good).toMatch(/^said ./s);
  });

  it('ends in an error at every read without a digest too: the time of the change cannot be put back', async () => {
    const outcomes = await outcomesOfSwaps((host) => command({}, host));
    expect(new Set(outcomes)).toEqual(new Set(['io/changed']));
  });
});
