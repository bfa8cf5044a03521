import { widthOf, type OpSpec } from './spec.ts';

/**
 * Causal scaled dot-product attention with grouped key-value heads (Vaswani et al., 2017; Ainslie et al., 2023). Writes
 * this step's k and v to cache `cache` at positions past…past+tokens−1, then head h of token t, at position p = past + t,
 * attends over positions max(0, p − window + 1)…p (all up to p without a window; Beltagy et al., 2020), ⌊p / chunk⌋ · chunk…p under chunks (Meta, Llama 4, 2025), with key-value head
 * ⌊h · nHeadKv / nHead⌋: softmax(s) · v, s_j = softcap · tanh(scale · q·k_j / softcap) (scale · q·k_j without a cap),
 * plus −slope_h · (p − j) under ALiBi (Press et al., 2022). A sink (Xiao et al., 2024) is one more score of head h, of no value: it
 * only takes its share of the sum. With `causal` false every token of the step attends to every other, and past is 0: what came before has
 * not seen what comes now, so there is no second step (EngineError `step/both-ways`).
 * Inputs q (tokens, nHead · headDim), k (tokens, nHeadKv · headDim), v (tokens, nHeadKv · valueDim); optional sinks
 * (1, nHead); output (tokens, nHead · valueDim).
 */
export interface AttentionAttrs {
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  readonly scale: number;
  /** Index into the Program's caches. */
  readonly cache: number;
  /** headDim unless given. */
  readonly valueDim?: number;
  readonly window?: number;
  /** Not beside a window. */
  readonly chunk?: number;
  /** Beside neither a window nor chunks. */
  readonly causal?: false;
  readonly softcap?: number;
  /** The greatest slope's exponent: slope_h = 2^(−alibi · (h + 1) / n), n the power of two at or below nHead. */
  readonly alibi?: number;
}

const EXTRAS = ['valueDim', 'window', 'softcap', 'alibi', 'chunk', 'causal'] as const;

export const attention: OpSpec<AttentionAttrs> = {
  inputs: 3,
  weights: [0, 1],
  infer: ({ nHead, nHeadKv, headDim, valueDim = headDim, ...reach }, [q, k, v], [sinks]) => {
    if ([reach.window, reach.chunk, reach.causal].filter((r) => r !== undefined).length > 1) {
      return 'expected a window, chunks or both directions, not two of them';
    }
    if (nHead % nHeadKv !== 0) return 'expected nHead to be a multiple of nHeadKv';
    if (!q || widthOf(q) !== nHead * headDim) return 'expected q of width nHead · headDim';
    if (!k || !v || widthOf(k) !== nHeadKv * headDim || widthOf(v) !== nHeadKv * valueDim) {
      return 'expected k and v of width nHeadKv · headDim and nHeadKv · valueDim';
    }
    if (sinks && (sinks.rows !== 1 || sinks.cols !== nHead)) return 'expected sinks of shape (1, nHead)';
    return ['tokens', nHead * valueDim];
  },
  print: (a) =>
    `heads=${String(a.nHead)}/${String(a.nHeadKv)}x${String(a.headDim)} scale=${String(a.scale)} cache=${String(a.cache)}` +
    EXTRAS.map((key) => (a[key] === undefined ? '' : ` ${key}=${String(a[key])}`)).join(''),
  pack: (a) => ({
    ints: [a.nHead, a.nHeadKv, a.headDim, a.cache, ...(extended(a) ? [a.valueDim ?? a.headDim, reachOf(a)] : [])],
    floats: [a.scale, ...(extended(a) ? [a.softcap ?? 0, a.alibi ?? 0] : [])],
  }),
  beyondBasic: (a, nWeights) => {
    if (a.causal === false) return 'both directions';
    return EXTRAS.find((key) => a[key] !== undefined) ?? (nWeights > 0 ? 'sinks' : null);
  },
};

function extended(attrs: AttentionAttrs): boolean {
  return EXTRAS.some((key) => attrs[key] !== undefined);
}

/** One slot: 0 for all that came before, the window, 2³¹ + the chunk, 2³² − 1 for both directions. */
function reachOf({ window = 0, chunk, causal }: AttentionAttrs): number {
  if (causal === false) return 2 ** 32 - 1;
  return chunk === undefined ? window : 2 ** 31 + chunk;
}
