import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { corpusFiles } from '../../../corpus/build.ts';
import { checkCorpusEntry, CORPUS_DIRECTORY, readCorpus } from '../../../src/checks/corpus.ts';
import type { CheckOptions } from '../../../src/checks/checkFile.ts';
import type { CaseResult } from '../../../src/core/verdict.ts';
import { RULES } from '../../../src/checks/rules.ts';
import { schemaProblems } from '../../support/schemas.ts';
import { KnownTemplates } from '../../../src/text/template/knownTemplates.ts';

const OPTIONS: CheckOptions = {
  profile: 'strict',
  limits: {},
  failOn: 'error',
  suppress: new Set(),
  knownTemplates: new KnownTemplates(),
};

/** Rules that no file on its own can fire: they need a flag, a limit that is lowered, or a file that changes. Those of manifests and of the file's place have tests of their own. */
const NOT_IN_A_FILE = [
  'check/baseline-expired',
  'check/budget',
  'check/digest-mismatch',
  'check/too-large',
  'gguf/array-too-long',
  'gguf/file-too-large',
  'gguf/metadata-too-large',
  'gguf/padding-not-scanned',
  'gguf/string-too-long',
  'gguf/too-many-keys',
  'gguf/too-many-tensors',
  'numbers/smoke-not-run',
];

describe('the corpus', () => {
  const entries = readCorpus();

  it('has a manifest that meets its schema', () => {
    expect(
      schemaProblems('corpus', JSON.parse(readFileSync(join(CORPUS_DIRECTORY, 'manifest.json'), 'utf8'))),
    ).toBeNull();
  });

  it('is what its script writes, byte for byte', () => {
    const written = corpusFiles();
    expect(written.map((f) => f.entry.path)).toEqual(entries.map((e) => e.path));
    for (const { entry, bytes } of written)
      expect(readFileSync(join(CORPUS_DIRECTORY, entry.path)).equals(bytes)).toBe(true);
  });

  it('passes its own judge, every file of it', async () => {
    const results: CaseResult[] = [];
    for (const entry of entries) results.push(await checkCorpusEntry(entry, OPTIONS));
    expect(results.filter((r) => r.status !== 'passed')).toEqual([]);
    expect(results.length).toBeGreaterThan(200);
  }, 300_000);

  it('fires every rule that a file can fire', () => {
    const fired = new Set(entries.filter((e) => e.result === 'invalid').map((e) => e.rule));
    const rules = [...RULES.keys()].filter((rule) => !/^(manifest|file)\//.test(rule));
    expect(rules.filter((rule) => !fired.has(rule)).sort()).toEqual(NOT_IN_A_FILE);
  });

  it('fails when any one of the rules is taken away', async () => {
    const hostile = entries.filter((e) => e.result === 'invalid');
    const survivors: string[] = [];
    for (const rule of new Set(hostile.map((e) => e.rule))) {
      const first = hostile.find((e) => e.rule === rule)!;
      const { status } = await checkCorpusEntry(first, { ...OPTIONS, suppress: new Set([rule]) });
      if (status !== 'failed') survivors.push(rule);
    }
    expect(survivors).toEqual([]);
  }, 300_000);

  it('has a judge that sees a hostile file let through, a sound one refused, and changed bytes', async () => {
    const hostile = entries.find((e) => e.result === 'invalid')!;
    const good = entries.find((e) => e.path === 'good/tiny-llama.gguf')!;
    const letThrough = await checkCorpusEntry({ ...hostile, rule: 'gguf/none' }, OPTIONS);
    const refused = await checkCorpusEntry({ ...hostile, result: 'valid' }, OPTIONS);
    const changed = await checkCorpusEntry({ ...good, sha256: '0'.repeat(64) }, OPTIONS);
    expect([letThrough, refused, changed].map((r) => r.status)).toEqual(['failed', 'failed', 'failed']);
  });
});
