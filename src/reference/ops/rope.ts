/**
 * rope: rotary position embedding (Su et al., "RoFormer", 2021).
 *
 * Within each head, pair i of the first nRot elements, i < nRot / 2, is turned by
 *
 *   θ_i = position · freqScale · freqBase^(−2i / nRot) / factor[i]
 *   a' = a cos θ − b sin θ        b' = a sin θ + b cos θ
 *
 * `adjacent` pairs elements (2i, 2i + 1), `half` pairs (i, i + nRot / 2). Elements from nRot on pass unchanged.
 * x and y (tokens, nHead · headDim), factors (1, nRot / 2), 1 when absent. Token t stands at position past + t.
 */
import type { RopeAttrs } from '../../model/ops/rope.ts';
import { input, type ReferenceOp } from './context.ts';

export const rope: ReferenceOp<RopeAttrs> = (attrs, step) => {
  const { nHead, headDim, nRot } = attrs;
  const out = Float64Array.from(input(step, 0));
  const frequencies = ropeFrequencies(attrs, step.weights[0]?.vector());
  for (let t = 0; t < step.tokens; t++) {
    const position = step.past + t;
    for (let i = 0; i < nRot / 2; i++) {
      const theta = position * (frequencies[i] as number);
      const cos = Math.cos(theta);
      const sin = Math.sin(theta);
      const [first, second] = pair(attrs, i);
      for (let h = 0; h < nHead; h++) {
        const head = (t * nHead + h) * headDim;
        rotate(out, head + first, head + second, cos, sin);
      }
    }
  }
  return out;
};

/** Radians a position, for each pair. */
export function ropeFrequencies({ nRot, freqBase, freqScale }: RopeAttrs, factors?: Float64Array): Float64Array {
  return Float64Array.from(
    { length: nRot / 2 },
    (_, i) => (freqScale * freqBase ** ((-2 * i) / nRot)) / (factors?.[i] ?? 1),
  );
}

function pair({ pairing, nRot }: RopeAttrs, i: number): readonly [number, number] {
  return pairing === 'adjacent' ? [2 * i, 2 * i + 1] : [i, i + nRot / 2];
}

function rotate(x: Float64Array, first: number, second: number, cos: number, sin: number): void {
  const a = x[first] as number;
  const b = x[second] as number;
  x[first] = a * cos - b * sin;
  x[second] = a * sin + b * cos;
}
