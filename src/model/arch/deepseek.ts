/** deepseek: DeepSeek and DeepSeekMoE (DeepSeek-AI, 2024). Llama with leading dense layers, then mixtures with an expert for all: softmax, not renormalised. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const deepseek: Architecture = {
  name: 'deepseek',
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
          scale: h.keys.attentionScale,
        }),
      feed: (x, i) =>
        denseOrMixture(f, h, i, x, {
          gate: 'softmax',
          normalise: false,
          nFf: h.nFfExpert[i] ?? 0,
          nFfShared: (h.nFfExpert[i] ?? 0) * (h.keys.nExpertShared ?? 0),
        }),
    });
  },
};
