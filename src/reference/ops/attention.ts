/**
 * attention: causal scaled dot-product attention (Vaswani et al., 2017) with grouped key-value heads (Ainslie et al.,
 * "GQA", 2023).
 *
 * Stores this step's k and v in the cache, then for head h of token t, with g = ⌊h · nHeadKv / nHead⌋:
 *
 *   p = softmax over j ≤ past + t of (scale · q[t][h] · K[j][g])        y[t][h] = Σ_j p[j] · V[j][g]
 *
 * q and y (tokens, nHead · headDim); k and v (tokens, nHeadKv · headDim); cache (positions, nHeadKv · headDim).
 */
import { EngineError } from '../../core/errors.ts';
import type { AttentionAttrs } from '../../model/ops/attention.ts';
import { input, type KvCache, type OpInputs, type ReferenceOp } from './context.ts';
import { dot } from './dot.ts';
import { softmaxInPlace } from './softmax.ts';

export const attention: ReferenceOp<AttentionAttrs> = (attrs, step) => {
  const { nHead, headDim } = attrs;
  const q = input(step, 0);
  const cache = store(attrs, step);
  const out = new Float64Array(q.length);
  const scores = new Float64Array(step.past + step.tokens);
  for (let t = 0; t < step.tokens; t++) {
    for (let h = 0; h < nHead; h++)
      attendHead(attrs, q, cache, step.past + t + 1, (t * nHead + h) * headDim, h, scores, out);
  }
  return out;
};

function store({ nHeadKv, headDim, cache }: AttentionAttrs, step: OpInputs): KvCache {
  const kv = step.caches[cache];
  const width = nHeadKv * headDim;
  if (!kv || kv.k.length < (step.past + step.tokens) * width) {
    const positions = String(step.past + step.tokens);
    throw new EngineError('step/context-full', `expected a cache of at least ${positions} positions, found fewer`);
  }
  kv.k.set(input(step, 1), step.past * width);
  kv.v.set(input(step, 2), step.past * width);
  return kv;
}

/** One head of one token over the first `positions` of the cache; `at` is where its query and its output begin. */
function attendHead(
  { nHead, nHeadKv, headDim, scale }: AttentionAttrs,
  q: Float64Array,
  { k, v }: KvCache,
  positions: number,
  at: number,
  h: number,
  scores: Float64Array,
  out: Float64Array,
): void {
  const width = nHeadKv * headDim;
  const group = Math.floor((h * nHeadKv) / nHead) * headDim;
  for (let j = 0; j < positions; j++) scores[j] = scale * dot(q, at, k, j * width + group, headDim);
  softmaxInPlace(scores, positions);
  for (let j = 0; j < positions; j++) {
    const p = scores[j] as number;
    for (let d = 0; d < headDim; d++) out[at + d] = (out[at + d] as number) + p * (v[j * width + group + d] as number);
  }
}
