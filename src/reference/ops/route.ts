/**
 * route: the experts of each token (Shazeer et al., "Outrageously Large Neural Networks", 2017; selection bias and groups:
 * DeepSeek-AI, "DeepSeek-V3", 2024). The steps are written down in src/model/ops/route.ts. Ties go to the lowest index.
 * Logits (tokens, nExpert), optional bias (1, nExpert), y (tokens, 2 · nUsed): indices, then weights.
 */
import type { RouteAttrs } from '../../model/ops/route.ts';
import { input, type ReferenceOp } from './context.ts';
import { softmaxInPlace } from './softmax.ts';

/** The least sum that weights are divided by: the smallest normal of binary16. */
const MIN_SUM = 2 ** -14;

export const route: ReferenceOp<RouteAttrs> = (attrs, step) => {
  const logits = input(step, 0);
  const bias = step.weights[0]?.vector();
  const n = logits.length / step.tokens;
  const out = new Float64Array(step.tokens * 2 * attrs.nUsed);
  for (let t = 0; t < step.tokens; t++) {
    const p = probabilities(attrs.gate, logits.slice(t * n, (t + 1) * n));
    const best = choose(attrs, bias ? p.map((x, e) => x + (bias[e] as number)) : p);
    const chosen = best.map((e) => Math.floor(e / (attrs.share ?? 1)));
    out.set(chosen, t * 2 * attrs.nUsed);
    out.set(
      weigh(
        attrs,
        Float64Array.from(chosen, (e) => p[e] as number),
      ),
      t * 2 * attrs.nUsed + attrs.nUsed,
    );
  }
  return out;
};

function probabilities(gate: RouteAttrs['gate'], logits: Float64Array): Float64Array {
  if (gate === 'sigmoid') return logits.map(sigmoid);
  if (gate === 'softmax') softmaxInPlace(logits, logits.length);
  return logits;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/** Indices of the nUsed greatest scores within the groups that stand. */
function choose({ nUsed, groups, groupsUsed }: RouteAttrs, scores: Float64Array): readonly number[] {
  const perGroup = scores.length / groups;
  const groupScores = Float64Array.from({ length: groups }, (_, g) => bestTwo(scores, g * perGroup, perGroup));
  const standing = new Set(greatest(groupScores, groupsUsed));
  const candidates = scores.map((s, e) => (standing.has(Math.floor(e / perGroup)) ? s : -Infinity));
  return greatest(candidates, nUsed);
}

function bestTwo(scores: Float64Array, from: number, n: number): number {
  const [first = 0, second = 0] = scores.slice(from, from + n).sort((a, b) => b - a);
  return first + second;
}

/** Indices of the `count` greatest values, greatest first, of equals the lowest index: the sort is stable. */
function greatest(values: Float64Array, count: number): readonly number[] {
  const order = Array.from(values.keys());
  return order.sort((a, b) => (values[b] as number) - (values[a] as number)).slice(0, count);
}

function weigh({ gate, normalise, factor }: RouteAttrs, weights: Float64Array): Float64Array {
  if (gate === 'softmax_after_top_k') softmaxInPlace(weights, weights.length);
  const p = gate === 'sigmoid_after_top_k' ? weights.map(sigmoid) : weights;
  const sum = p.reduce((total, w) => total + w, 0);
  return p.map((w) => (normalise ? w / Math.max(sum, MIN_SUM) : w) * factor);
}
