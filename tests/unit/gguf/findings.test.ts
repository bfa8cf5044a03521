/** What the parser alone says of every file of the corpus, word for word: its lines of corpus/findings.txt. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FINDINGS_FILE, findingLine, readFindings } from '../../../corpus/findings.ts';
import { CORPUS_DIRECTORY, readCorpus } from '../../../src/checks/corpus.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';

const recorded = readFindings(readFileSync(join(CORPUS_DIRECTORY, FINDINGS_FILE), 'utf8'));

/** Its rules, and not the line that says how many more there are of another's. */
const isOfTheParser = (line: string): boolean =>
  /^\w+ \| gguf\/(?!architecture-missing |tensor-name-too-long \| tensors\[\d+\] \|)/.test(line) &&
  !/ more findings of (?!gguf\/)/.test(line);

describe('what the parser finds', () => {
  it.each(readCorpus())('in $path', ({ path }) => {
    const source = bufferSource(readFileSync(join(CORPUS_DIRECTORY, path)), path);
    const { findings } = parseGguf(source, { profile: 'strict' });
    expect(findings.map(findingLine)).toEqual(recorded.get(path)?.filter(isOfTheParser));
  });
});
