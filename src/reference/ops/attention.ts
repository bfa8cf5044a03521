/**
 * attention: causal scaled dot-product attention (Vaswani et al., 2017) with grouped key-value heads (Ainslie et al.,
 * "GQA", 2023).
 *
 * Stores this step's k and v in the cache, then for head h of token t at position P = past + t, with g = ⌊h · nHeadKv / nHead⌋
 * and j from max(0, P − window + 1), or from ⌊P / chunk⌋ · chunk, to P, or over the whole step where attention is not causal:
 *
 *   s_j = cap(scale · q[t][h] · K[j][g]) − slope_h · (P − j)        cap(x) = softcap · tanh(x / softcap), or x
 *   p_j = e^s_j / (Σ e^s_j + e^sink_h)                              y[t][h] = Σ_j p_j · V[j][g]
 *
 * Soft cap: Gemma Team, 2024. Window: Beltagy et al., 2020. Sinks: Xiao et al., 2024. Slopes: Press et al., "ALiBi", 2022.
 * q (tokens, nHead · headDim), k (tokens, nHeadKv · headDim), v (tokens, nHeadKv · valueDim), optional sinks (1, nHead),
 * y (tokens, nHead · valueDim).
 */
import { EngineError } from '../../core/errors.ts';
import type { AttentionAttrs } from '../../model/ops/attention.ts';
import { input, type KvCache, type OpInputs, type ReferenceOp } from './context.ts';
import { dot } from './dot.ts';
import { softmaxInPlace } from './softmax.ts';

export const attention: ReferenceOp<AttentionAttrs> = (attrs, step) => {
  const { nHead, headDim, valueDim = headDim } = attrs;
  refuseSecondStep(attrs, step);
  const cache = store(attrs, step);
  const sinks = step.weights[0]?.vector();
  const out = new Float64Array(step.tokens * nHead * valueDim);
  const scores = new Float64Array(step.past + step.tokens + 1);
  for (let t = 0; t < step.tokens; t++) {
    for (let h = 0; h < nHead; h++) {
      const place = t * nHead + h;
      const q = input(step, 0).subarray(place * headDim, (place + 1) * headDim);
      const position = step.past + t;
      const head = {
        attrs,
        q,
        h,
        position,
        last: attrs.causal === false ? step.tokens - 1 : position,
        sink: sinks?.[h],
      };
      attendHead(head, cache, scores, out.subarray(place * valueDim, (place + 1) * valueDim));
    }
  }
  return out;
};

function refuseSecondStep({ causal }: AttentionAttrs, { past }: OpInputs): void {
  if (causal !== false || past === 0) return;
  const found = `${String(past)} positions before them`;
  throw new EngineError(
    'step/both-ways',
    `expected all tokens in one step, as attention goes both ways, found ${found}`,
  );
}

function store({ nHeadKv, headDim, valueDim = headDim, cache }: AttentionAttrs, step: OpInputs): KvCache {
  const kv = step.caches[cache];
  if (!kv || kv.k.length < (step.past + step.tokens) * nHeadKv * headDim) {
    const positions = String(step.past + step.tokens);
    throw new EngineError('step/context-full', `expected a cache of at least ${positions} positions, found fewer`);
  }
  kv.k.set(input(step, 1), step.past * nHeadKv * headDim);
  kv.v.set(input(step, 2), step.past * nHeadKv * valueDim);
  return kv;
}

/** One head of one token. */
interface Head {
  readonly attrs: AttentionAttrs;
  /** (headDim) */
  readonly q: Float64Array;
  readonly h: number;
  readonly position: number;
  /** The last position that it attends to. */
  readonly last: number;
  readonly sink: number | undefined;
}

function attendHead(
  { attrs, q, h, position, last, sink }: Head,
  { k, v }: KvCache,
  scores: Float64Array,
  out: Float64Array,
): void {
  const { nHead, nHeadKv, headDim, valueDim = headDim } = attrs;
  const group = Math.floor((h * nHeadKv) / nHead);
  const first = firstSeen(attrs, position);
  const n = last - first + 1;
  const slope = alibiSlope(attrs, h);
  for (let i = 0; i < n; i++) {
    const product = attrs.scale * dot(q, 0, k, ((first + i) * nHeadKv + group) * headDim, headDim);
    scores[i] = capped(product, attrs.softcap) - slope * Math.abs(position - first - i);
  }
  if (sink !== undefined) scores[n] = sink;
  softmaxInPlace(scores, sink === undefined ? n : n + 1);
  for (let i = 0; i < n; i++) {
    const p = scores[i] as number;
    const from = ((first + i) * nHeadKv + group) * valueDim;
    for (let d = 0; d < valueDim; d++) out[d] = (out[d] as number) + p * (v[from + d] as number);
  }
}

function firstSeen({ window, chunk }: AttentionAttrs, position: number): number {
  if (chunk !== undefined) return position - (position % chunk);
  return window === undefined ? 0 : Math.max(0, position - window + 1);
}

function capped(x: number, cap: number | undefined): number {
  return cap === undefined ? x : cap * Math.tanh(x / cap);
}

/** 2^(−alibi · (h + 1) / n) for the first n heads, n the power of two at or below nHead; the odd steps between for the rest. */
function alibiSlope({ alibi, nHead }: AttentionAttrs, h: number): number {
  if (alibi === undefined) return 0;
  const n = 2 ** Math.floor(Math.log2(nHead));
  return 2 ** ((-alibi / n) * (h < n ? h + 1 : (2 * (h - n) + 1) / 2));
}
