/**
 * conv: causal convolution over positions, each column by itself (LeCun et al., 1989; Gu and Dao, "Mamba", 2023). Stores this step's x in the
 * cache, then at position p of each token, with K the kernel's length and x 0 before position 0:
 *
 *   y[p][c] = Σ_k w[c][k] · x[p − K + 1 + k][c]
 *
 * x and y (tokens, n), w (n, K).
 */
import { EngineError } from '../../core/errors.ts';
import type { ConvAttrs } from '../../model/ops/conv.ts';
import { input, weight, type OpInputs, type ReferenceOp } from './context.ts';

export const conv: ReferenceOp<ConvAttrs> = ({ cache }, step) => {
  const w = weight(step, 0);
  const [n, taps] = [w.rows, w.cols];
  const kernel = w.vector();
  const x = stored(step, cache, n);
  const out = new Float64Array(step.tokens * n);
  for (let t = 0; t < step.tokens; t++) {
    const first = step.past + t - taps + 1;
    for (let k = Math.max(0, -first); k < taps; k++) {
      for (let c = 0; c < n; c++) {
        out[t * n + c] =
          (out[t * n + c] as number) + (kernel[c * taps + k] as number) * (x[(first + k) * n + c] as number);
      }
    }
  }
  return out;
};

/** All inputs so far, (positions, n), this step's among them. */
function stored(step: OpInputs, cache: number, n: number): Float64Array {
  const positions = step.past + step.tokens;
  const x = step.caches[cache]?.k;
  if (!x || x.length < positions * n) {
    throw new EngineError(
      'step/context-full',
      `expected a cache of at least ${String(positions)} positions, found fewer`,
    );
  }
  x.set(input(step, 0), step.past * n);
  return x;
}
