import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, temporaryFolder, tinyFile, type Outcome } from '../support/cli.ts';

/** Threat: a stored case, a list of texts or a manifest of somebody else that costs memory or time, hangs, or writes on the terminal. */
const folder = temporaryFolder();
const model = tinyFile(folder);

/** A refusal takes a fraction of a second; what has not ended after that long, on a busy machine, never will. */
const PATIENCE_MS = 20_000;
/** Node itself takes 45 MB, and a document of the greatest size, its text and its bytes, three times 64 MiB. */
const MEMORY_MB = 700;

/** Under a limit on memory, so that reading or parsing all of it fails loudly. */
function limited(...args: readonly string[]): Promise<Outcome & { readonly signal: string | null }> {
  const node = [`--max-old-space-size=${String(MEMORY_MB)}`, BIN, ...args];
  const child = spawn(process.execPath, node, {
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
    env: { ...process.env, CI: '' },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve) => {
    child.on('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
}

function written(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function pipe(): string {
  const path = join(folder, 'pipe');
  expect(spawnSync('mkfifo', [path]).status).toBe(0);
  return path;
}

function directory(): string {
  const path = join(folder, 'directory.json');
  mkdirSync(path);
  return path;
}

function hole(name: string, size: number): string {
  const path = written(name, '{');
  truncateSync(path, size);
  return path;
}

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['nothing', written('empty', '')],
  ['a gigabyte of holes', hole('hole', 1 << 30)],
  ['64 MiB of zeros', hole('zeros', 64 << 20)],
  ['brackets a million deep', written('deep', '['.repeat(1 << 20))],
  ['objects a million deep', written('objects', '{"a":'.repeat(1 << 20))],
  ['sixty million zeros', written('wide', `[${'0,'.repeat(30 << 20)}0]`)],
  ['thirty million empty lists', written('lists', `[${'[],'.repeat(20 << 20)}0]`)],
  ['bytes that are no text', written('binary', Uint8Array.of(0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d))],
  ['a number that is none', written('nan', '{"schema": NaN}')],
  ['a string without an end', written('open', `"${'\\"'.repeat(1 << 20)}`)],
  ['a control in its error', written('control', '\u001b[31m\u202e::error::x')],
  ['a pipe', pipe()],
  ['a directory', directory()],
  ['a device without an end', '/dev/zero'],
  ['a file that is not there', join(folder, 'none\u001b[2J')],
];

describe.each([
  ['diff --replay', (path: string) => ['diff', '--replay', path]],
  ['tokenize --texts', (path: string) => ['tokenize', model, '--texts', path]],
  ['manifest verify', (path: string) => ['manifest', 'verify', path]],
])('%s', (_, args) => {
  it.each(DOCUMENTS)('refuses %s with one line', async (__, path) => {
    const { code, signal, stdout, stderr } = await limited(...args(path));
    expect({ code, signal, stdout }, stderr).toEqual({ code: 2, signal: null, stdout: '' });
    // eslint-disable-next-line no-control-regex
    expect(stderr).toMatch(/^flea-flicker: [^\x00-\x1f\x7f-\x9f\u202a-\u202e]*\n$/u);
    expect(stderr.length).toBeLessThan(800);
  });
});
