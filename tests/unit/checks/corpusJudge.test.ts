/** What the corpus's judge says, word for word, of small folders made for it; the corpus itself is judged in corpus.test.ts. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ggufBytes } from '../../../corpus/ggufBytes.ts';
import type { CheckOptions } from '../../../src/checks/checkFile.ts';
import { checkCorpusEntry, CORPUS_DIRECTORY, readCorpus, type CorpusEntry } from '../../../src/checks/corpus.ts';
import { temporaryFolder } from '../../support/cli.ts';

const OPTIONS: CheckOptions = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set() };
const root = temporaryFolder();

const SOUND = ggufBytes();
/** Version 2 of the format: a warning in the strict profile. */
const OLD = SOUND.with(4, 2);
/** Cut in its tensor data. */
const CUT = SOUND.subarray(0, SOUND.length - 1);

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function entryOf(bytes: Uint8Array, overrides: Partial<CorpusEntry> = {}): CorpusEntry {
  const base = { path: 'good/a.gguf', result: 'valid', rule: 'gguf/version-2', severity: 'warning' } as const;
  return { ...base, sha256: sha256(bytes), comment: '', flags: [], ...overrides };
}

/** What is said of `bytes` under the name of `entry`; null for nothing. */
async function problem(bytes: Uint8Array, entry: CorpusEntry): Promise<string | null> {
  const folder = mkdtempSync(join(root, 'corpus-'));
  mkdirSync(join(folder, 'good'));
  writeFileSync(join(folder, entry.path), bytes);
  const result = await checkCorpusEntry(entry, OPTIONS, folder);
  expect(result).toMatchObject({ suite: 'corpus', name: entry.path });
  expect(result.seconds).toBeGreaterThan(0);
  expect(result.seconds).toBeLessThan(5);
  if (result.status === 'passed') return null;
  expect(result.status).toBe('failed');
  expect(result).toHaveProperty('message', expect.any(String));
  return (result as { readonly message: string }).message;
}

describe('the judge of the corpus', () => {
  it('passes a sound file that is said to be sound, and a hostile one that is said to be hostile', async () => {
    expect(await problem(SOUND, entryOf(SOUND))).toBeNull();
    expect(await problem(OLD, entryOf(OLD, { result: 'invalid' }))).toBeNull();
  });

  it('passes a sound file with a warning of another rule', async () => {
    expect(await problem(OLD, entryOf(OLD, { rule: 'gguf/big-endian' }))).toBeNull();
  });

  it('says that the bytes are others than were published, and how to publish them', async () => {
    const said = await problem(SOUND, entryOf(OLD));
    expect(said).toBe(`expected SHA-256 ${sha256(OLD)}, found ${sha256(SOUND)}: run \`npm run corpus\``);
  });

  it('says of a file that should be sound what is wrong with it, be it its own rule or any error', async () => {
    expect(await problem(OLD, entryOf(OLD))).toMatch(/^expected a sound file, found gguf\/version-2: expected /);
    expect(await problem(CUT, entryOf(CUT))).toMatch(/^expected a sound file, found gguf\//);
  });

  it('says which rules fired instead of the one that should have', async () => {
    const wanted = { result: 'invalid', rule: 'gguf/big-endian' } as const;
    expect(await problem(SOUND, entryOf(SOUND, wanted))).toMatch(/^expected gguf\/big-endian, found /);
    expect(await problem(OLD, entryOf(OLD, wanted))).toMatch(
      /^expected gguf\/big-endian, found (.*, )?gguf\/version-2(, |$)/,
    );
  });

  it('says that a rule fired with another severity', async () => {
    const milder = entryOf(OLD, { result: 'invalid', severity: 'note' });
    expect(await problem(OLD, milder)).toBe('expected gguf/version-2 as note, found it as warning');
  });
});

describe('the manifest of the corpus', () => {
  const written = (text: string): string => {
    const folder = mkdtempSync(join(root, 'manifest-'));
    writeFileSync(join(folder, 'manifest.json'), text);
    return folder;
  };
  const document = (entry: object, schema = 'flea-flicker/corpus@1'): string =>
    JSON.stringify({ schema, files: [entry] });

  it('is read from the package where no folder is named', () => {
    expect(CORPUS_DIRECTORY).toMatch(/corpus$/);
    expect(readCorpus()).toEqual(readCorpus(CORPUS_DIRECTORY));
  });

  it('is what its schema says, with every field', () => {
    const entry = entryOf(SOUND, { comment: 'c', flags: ['f'] });
    expect(readCorpus(written(document(entry)))).toEqual([entry]);
  });

  it('is missed where there is none', () => {
    const folder = mkdtempSync(join(root, 'none-'));
    const path = join(folder, 'manifest.json');
    const error = { code: 'io/corpus', path, message: `${path}: expected the corpus's manifest, found none` };
    expect(() => readCorpus(folder)).toThrow(expect.objectContaining(error) as Error);
  });

  it.each([
    ['of another schema', document(entryOf(SOUND), 'flea-flicker/corpus@2')],
    ['with a digest that is too short', document({ ...entryOf(SOUND), sha256: 'ab' })],
    ['with a digest that is too long', document({ ...entryOf(SOUND), sha256: `${sha256(SOUND)}0` })],
    ['with a result that there is not', document({ ...entryOf(SOUND), result: 'maybe' })],
    ['with a severity that there is not', document({ ...entryOf(SOUND), severity: 'fatal' })],
    ['with a field more', document({ ...entryOf(SOUND), more: 1 })],
    ['without files', JSON.stringify({ schema: 'flea-flicker/corpus@1' })],
  ])('is refused %s, with the reason', (_what, text) => {
    const folder = written(text);
    const error: unknown = attempt(() => readCorpus(folder));
    expect(error).toMatchObject({ code: 'io/corpus', path: join(folder, 'manifest.json') });
    expect((error as Error).message).toMatch(/manifest\.json: (Invalid|Unrecognized)/);
  });
});

function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
