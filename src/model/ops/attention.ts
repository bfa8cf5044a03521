import { widthOf, type OpSpec } from './spec.ts';

/**
 * Causal scaled dot-product attention with grouped key-value heads (Vaswani et al., 2017; Ainslie et al., 2023). Writes
 * this step's k and v to cache `cache` at positions past…past+tokens−1, then head h of token t attends over positions
 * 0…past+t with key-value head ⌊h · nHeadKv / nHead⌋: softmax(scale · q·kᵀ) · v.
 * Inputs q (tokens, nHead · headDim), k and v (tokens, nHeadKv · headDim); output (tokens, nHead · headDim).
 */
export interface AttentionAttrs {
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  readonly scale: number;
  /** Index into the Program's caches. */
  readonly cache: number;
}

export const attention: OpSpec<AttentionAttrs> = {
  inputs: 3,
  weights: [0, 0],
  infer: ({ nHead, nHeadKv, headDim }, [q, k, v]) => {
    if (nHead % nHeadKv !== 0) return 'expected nHead to be a multiple of nHeadKv';
    if (!q || widthOf(q) !== nHead * headDim) return 'expected q of width nHead · headDim';
    if (!k || !v || widthOf(k) !== nHeadKv * headDim || widthOf(v) !== nHeadKv * headDim) {
      return 'expected k and v of width nHeadKv · headDim';
    }
    return q;
  },
  print: (a) =>
    `heads=${String(a.nHead)}/${String(a.nHeadKv)}x${String(a.headDim)} scale=${String(a.scale)} cache=${String(a.cache)}`,
  pack: (a) => ({ ints: [a.nHead, a.nHeadKv, a.headDim, a.cache], floats: [a.scale] }),
};
