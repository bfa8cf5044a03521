import { widthOf, type OpSpec } from './spec.ts';

/**
 * Rotary position embedding (Su et al., 2021), per head. Pair i of the first `nRot` elements is turned by
 * θ = position · freqScale · freqBase^(−2i/nRot) / factor[i]. `adjacent` pairs (2i, 2i+1); `half` pairs (i, i + nRot/2).
 * The rest of the head passes unchanged. Input and output (tokens, nHead · headDim); optional factors (1, nRot/2).
 * Position of token t in a step is past + t.
 */
export interface RopeAttrs {
  readonly pairing: 'adjacent' | 'half';
  readonly nHead: number;
  readonly headDim: number;
  readonly nRot: number;
  readonly freqBase: number;
  readonly freqScale: number;
}

export const rope: OpSpec<RopeAttrs> = {
  inputs: 1,
  weights: [0, 1],
  infer: ({ nHead, headDim, nRot }, [x], [factors]) => {
    if (!x || widthOf(x) !== nHead * headDim) return 'expected an input of width nHead · headDim';
    if (nRot % 2 !== 0 || nRot > headDim || nRot < 2) return 'expected an even nRot from 2 to headDim';
    if (factors && (factors.rows !== 1 || factors.cols !== nRot / 2)) return 'expected factors of shape (1, nRot / 2)';
    return x;
  },
  print: (a) =>
    `pairing=${a.pairing} heads=${String(a.nHead)}x${String(a.headDim)} rot=${String(a.nRot)} base=${String(a.freqBase)} scale=${String(a.freqScale)}`,
  pack: (a) => ({
    ints: [a.pairing === 'adjacent' ? 0 : 1, a.nHead, a.headDim, a.nRot],
    floats: [a.freqBase, a.freqScale],
  }),
};
