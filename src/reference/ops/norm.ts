/**
 * norm, over each of `groups` equal parts of a row, n wide:
 *
 *   rms     y = x / sqrt(mean(x²) + eps) · w + b              (Zhang and Sennrich, "Root Mean Square Layer Normalization", 2019)
 *   layer   y = (x − mean(x)) / sqrt(var(x) + eps) · w + b    (Ba, Kiros and Hinton, "Layer Normalization", 2016)
 *
 * x and y (tokens, groups · n), w and b (1, n) shared by the parts or (1, groups · n); w is 1 and b is 0 when absent.
 */
import type { NormAttrs } from '../../model/ops/norm.ts';
import { input, type ReferenceOp } from './context.ts';

export const norm: ReferenceOp<NormAttrs> = ({ variant, eps, groups = 1 }, step) => {
  const x = input(step, 0);
  const n = x.length / step.tokens / groups;
  const gain = step.weights[0]?.vector();
  const bias = step.weights[1]?.vector();
  const out = new Float64Array(x.length);
  for (let part = 0; part < step.tokens * groups; part++) {
    const row = x.subarray(part * n, (part + 1) * n);
    const mean = variant === 'layer' ? sum(row) / n : 0;
    const squares = row.reduce((total, v) => total + (v - mean) ** 2, 0);
    const scale = 1 / Math.sqrt(squares / n + eps);
    const [w, b] = [ofPart(gain, n, part % groups), ofPart(bias, n, part % groups)];
    for (let i = 0; i < n; i++) out[part * n + i] = ((row[i] as number) - mean) * scale * (w?.[i] ?? 1) + (b?.[i] ?? 0);
  }
  return out;
};

/** The n numbers for part `part`: all there are, where the parts share them. */
function ofPart(vector: Float64Array | undefined, n: number, part: number): Float64Array | undefined {
  return vector?.length === n ? vector : vector?.subarray(part * n, (part + 1) * n);
}

function sum(row: Float64Array): number {
  return row.reduce((total, v) => total + v, 0);
}
