import { widthOf, type OpSpec } from './spec.ts';

/**
 * Rotary position embedding (Su et al., 2021), per head. Pair i of the first `nRot` elements is turned by
 * θ = position · freqBase^(−2i/nRot) / factor[i] · s and scaled by `magnitude` (1 unless given). `adjacent` pairs
 * (2i, 2i+1); `half` pairs (i, i + nRot/2). The rest of the head passes unchanged. s is `freqScale`, or with a ramp
 * (YaRN: Peng et al., 2023) freqScale · (1 − r) + r, r = rampMix · (1 − clamp((i − rampLow) / (rampHigh − rampLow), 0, 1)).
 * Input and output (tokens, nHead · headDim); optional factors (1, nRot/2). Position of token t in a step is past + t.
 */
export interface RopeAttrs {
  readonly pairing: 'adjacent' | 'half';
  readonly nHead: number;
  readonly headDim: number;
  readonly nRot: number;
  readonly freqBase: number;
  readonly freqScale: number;
  readonly magnitude?: number;
  /** All three or none; pairs up to rampLow keep their frequency, pairs from rampHigh on are interpolated. */
  readonly rampLow?: number;
  readonly rampHigh?: number;
  readonly rampMix?: number;
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
    `pairing=${a.pairing} heads=${String(a.nHead)}x${String(a.headDim)} rot=${String(a.nRot)} base=${String(a.freqBase)} scale=${String(a.freqScale)}` +
    (a.magnitude === undefined ? '' : ` magnitude=${String(a.magnitude)}`) +
    (a.rampMix === undefined ? '' : ` ramp=${String(a.rampLow)}..${String(a.rampHigh)}x${String(a.rampMix)}`),
  pack: (a) => ({
    ints: [
      a.pairing === 'adjacent' ? 0 : 1,
      a.nHead,
      a.headDim,
      a.nRot,
      ...(a.rampMix === undefined ? [] : [a.rampLow ?? 0, a.rampHigh ?? 0]),
    ],
    floats: [
      a.freqBase,
      a.freqScale,
      ...(a.magnitude === undefined && a.rampMix === undefined ? [] : [a.magnitude ?? 1, a.rampMix ?? 0]),
    ],
  }),
  beyondBasic: (a) => (a.rampMix !== undefined ? 'YaRN' : a.magnitude !== undefined ? 'a magnitude' : null),
};
