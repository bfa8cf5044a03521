/**
 * rope: rotary position embedding (Su et al., "RoFormer", 2021; YaRN: Peng et al., 2023).
 *
 * Within each head, pair i of the first nRot elements, i < nRot / 2, is turned by
 *
 *   θ_i = position · freqBase^(−2i / nRot) / factor[i] · s_i
 *   a' = m (a cos θ − b sin θ)        b' = m (a sin θ + b cos θ)
 *
 * with m the magnitude and s_i = freqScale, or with a ramp freqScale · (1 − r_i) + r_i, where
 * r_i = rampMix · (1 − clamp((i − rampLow) / max(rampHigh − rampLow, 0.001), 0, 1)).
 *
 * `adjacent` pairs elements (2i, 2i + 1), `half` pairs (i, i + nRot / 2). Elements from nRot on pass unchanged.
 * x and y (tokens, nHead · headDim), factors (1, nRot / 2), 1 when absent. Token t stands at position past + t.
 */
import type { RopeAttrs } from '../../model/ops/rope.ts';
import { input, type ReferenceOp } from './context.ts';

export const rope: ReferenceOp<RopeAttrs> = (attrs, step) => {
  const { nHead, headDim, nRot, magnitude = 1 } = attrs;
  const out = Float64Array.from(input(step, 0));
  const frequencies = ropeFrequencies(attrs, step.weights[0]?.vector());
  for (let t = 0; t < step.tokens; t++) {
    const position = step.past + t;
    for (let i = 0; i < nRot / 2; i++) {
      const theta = position * (frequencies[i] as number);
      const cos = Math.cos(theta) * magnitude;
      const sin = Math.sin(theta) * magnitude;
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
export function ropeFrequencies(attrs: RopeAttrs, factors?: Float64Array): Float64Array {
  const { nRot, freqBase } = attrs;
  return Float64Array.from(
    { length: nRot / 2 },
    (_, i) => (scaleOf(attrs, i) * freqBase ** ((-2 * i) / nRot)) / (factors?.[i] ?? 1),
  );
}

/** YaRN leaves fast pairs as they are and interpolates slow ones, with a ramp between. */
function scaleOf({ freqScale, rampLow = 0, rampHigh = 0, rampMix }: RopeAttrs, i: number): number {
  if (rampMix === undefined) return freqScale;
  const along = (i - rampLow) / Math.max(rampHigh - rampLow, 0.001);
  const keep = rampMix * (1 - Math.min(1, Math.max(0, along)));
  return freqScale * (1 - keep) + keep;
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
