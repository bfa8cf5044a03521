import { getUint } from '../../../gguf/metadata.ts';
import type { GgufFile } from '../../../gguf/types.ts';
import type { WeightSource } from '../../../engine/engine.ts';
import type { Program } from '../../../model/program.ts';
import { readMatrix } from '../../../reference/walk.ts';

const SPECIAL = ['bos', 'eos', 'eot', 'unknown', 'padding'].map((name) => `tokenizer.ggml.${name}_token_id`);

/**
 * Tokens to try, at most `count`, each once: those whose rows of the embedding have the greatest and the least norm, which overflow and
 * vanish first, the special ones, the ends of the vocabulary, and others evenly from all of it.
 */
export function smokeTokens(file: GgufFile, program: Program, weights: WeightSource, count: number): Int32Array {
  const { nVocab } = program.hparams;
  const [greatest, second, third, least] = extremeRows(program, weights);
  const special = SPECIAL.map((key) => getUint(file.metadata, key));
  const wanted = [greatest, special[0], least, nVocab - 1, second, special[1], 0, third, ...special];
  const spread = Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * nVocab) / (count + 1)));
  const ids = wanted.filter((id): id is number => id !== undefined && id < nVocab);
  return Int32Array.from([...new Set([...ids, ...spread])].slice(0, count));
}

/** The three rows of the embedding with the greatest norms, and the one with the least. */
function extremeRows({ ops }: Program, weights: WeightSource): readonly (number | undefined)[] {
  const tensor = ops.find(({ kind }) => kind === 'embed')?.weights[0]?.tensor;
  if (tensor === undefined) return [];
  const table = readMatrix(tensor, weights);
  const row = new Float64Array(table.cols);
  const greatest: { readonly id: number; readonly square: number }[] = [];
  let [least, leastSquare] = [0, Infinity];
  for (let id = 0; id < table.rows; id++) {
    table.row(id, row);
    const square = sumOfSquares(row);
    if (square < leastSquare) [least, leastSquare] = [id, square];
    if (greatest.length === 3 && square <= (greatest[2] as { square: number }).square) continue;
    greatest.push({ id, square });
    greatest.sort((a, b) => b.square - a.square).splice(3);
  }
  return [greatest[0]?.id, greatest[1]?.id, greatest[2]?.id, least];
}

function sumOfSquares(row: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (row[i] as number) ** 2;
  return sum;
}
