/**
 * expert_linear: part k of y = w_k · x_k · W[e_k]ᵀ + b[e_k], e_k the token's k-th expert, w_k its weight where `weighted`, else 1.
 * x (tokens, cols), shared, or (tokens, nUsed · cols); routes (tokens, 2 · nUsed); W nExpert slices of (rows, cols), optional
 * b (nExpert, rows); y (tokens, nUsed · rows).
 */
import type { ExpertLinearAttrs } from '../../model/ops/expertLinear.ts';
import { input, weight, type OpInputs, type ReferenceOp } from './context.ts';
import { gather, scatter } from './parts.ts';

export const expertLinear: ReferenceOp<ExpertLinearAttrs> = ({ nExpert, nUsed, weighted = false }, step) => {
  const x = input(step, 0);
  const w = weight(step, 0);
  const rows = w.rows / nExpert;
  const shared = x.length === step.tokens * w.cols;
  const out = new Float64Array(step.tokens * nUsed * rows);
  // Expert by expert, so that each row is dequantised once however many tokens want it.
  for (const [expert, places] of placesByExpert(nUsed, step)) {
    const from = shared ? places.map((place) => Math.floor(place / nUsed)) : places;
    const product = { weight: w, bias: step.weights[1], slice: expert, nSlices: nExpert };
    const given = gather(x, w.cols, from);
    if (weighted) weigh(given, w.cols, placeWeights(places, nUsed, step));
    scatter(step.multiply({ ...product, x: given }), rows, places, out);
  }
  return out;
};

/** For each expert that is used, the parts (token · nUsed + k) of the output that are its own. */
function placesByExpert(nUsed: number, step: OpInputs): ReadonlyMap<number, readonly number[]> {
  const routes = input(step, 1);
  const places = new Map<number, number[]>();
  for (let t = 0; t < step.tokens; t++) {
    for (let k = 0; k < nUsed; k++) {
      const expert = routes[t * 2 * nUsed + k] as number;
      const own = places.get(expert) ?? [];
      own.push(t * nUsed + k);
      places.set(expert, own);
    }
  }
  return places;
}

function placeWeights(places: readonly number[], nUsed: number, step: OpInputs): readonly number[] {
  const routes = input(step, 1);
  return places.map((place) => routes[(2 * Math.floor(place / nUsed) + 1) * nUsed + (place % nUsed)] as number);
}

/** Row i of x, `cols` wide, times factor i. */
function weigh(x: Float64Array, cols: number, factors: readonly number[]): void {
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * (factors[Math.floor(i / cols)] as number);
}
