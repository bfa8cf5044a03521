/** What a fuzz target of the parser can do at most: the parser over the bundled corpus, in memory, without a fuzzer around it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCorpus } from '../src/checks/corpus.ts';
import { bufferSource } from '../src/gguf/source.ts';
import { parseGguf } from '../src/gguf/parse.ts';
import { takeTurns } from './measure.ts';
import { ROOT, type Row, type Subject } from './subject.ts';

const CORPUS = join(ROOT, 'corpus');
/** Of the size that a fuzzer keeps its inputs at. */
const MAX_BYTES = 4096;

export const fuzz: Subject = {
  name: 'fuzz',
  lacks: () => null,
  run: async () => {
    const rows: Row[] = [];
    for (const result of ['valid', 'invalid'] as const) rows.push(await parseAll(result));
    return rows;
  },
};

async function parseAll(result: 'valid' | 'invalid'): Promise<Row> {
  const inputs = readCorpus(CORPUS)
    .filter((entry) => entry.result === result)
    .map((entry) => readFileSync(join(CORPUS, entry.path)))
    .filter((bytes) => bytes.length <= MAX_BYTES)
    .map((bytes) => bufferSource(bytes));
  const run = (): void => {
    for (const input of inputs) parseGguf(input);
  };
  const [all] = await takeTurns([{ name: result, run }], { rounds: 7, iterations: 51 });
  const kind = result === 'valid' ? 'sound' : 'hostile';
  const name = `parse ${kind} files up to ${String(MAX_BYTES / 1024)} KiB, ${String(inputs.length)} of them`;
  return { name, value: (1000 * inputs.length) / (all?.ms ?? NaN), unit: 'executions/s' };
}
