/** What the gate says of every file of the corpus, word for word: corpus/findings.txt, which `npm run corpus` writes. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingLines, FINDINGS_FILE, readFindings } from '../../../corpus/findings.ts';
import { CORPUS_DIRECTORY, readCorpus } from '../../../src/checks/corpus.ts';

const recorded = readFindings(readFileSync(join(CORPUS_DIRECTORY, FINDINGS_FILE), 'utf8'));
const entries = readCorpus();

describe('what is found in the corpus', () => {
  it('is recorded for every file', () => {
    expect([...recorded.keys()]).toEqual(entries.map(({ path }) => path));
    expect(entries.length).toBeGreaterThan(900);
  });

  it.each(entries)('$path', async (entry) => {
    expect(await findingLines(CORPUS_DIRECTORY, entry)).toEqual(recorded.get(entry.path));
  });
});
