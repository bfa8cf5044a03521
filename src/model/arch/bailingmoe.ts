/** bailingmoe: Ling (Ling Team, 2025). Llama with mixtures in every layer, with an expert for all; scores are scaled by the rotated width. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const bailingmoe: Architecture = {
  name: 'bailingmoe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'nExpertShared'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: 'adjacent',
          bias: 'optional',
          factors: ropeFactors(f, h),
          scale: 1 / Math.sqrt(h.nRot),
        }),
      feed: (x, i) =>
        denseOrMixture(f, h, i, x, {
          gate: 'softmax',
          normalise: h.keys.expertWeightsNorm ?? false,
          nFf: h.nFfExpert[i] ?? 0,
          nFfShared: (h.nFfExpert[i] ?? 0) * (h.keys.nExpertShared ?? 0),
          firstMixture: 0,
        }),
      logits: { output: 'required' },
    });
  },
};
