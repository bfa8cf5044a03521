/** hunyuan-moe: Hunyuan-A13B (Tencent, 2025). Norms on queries and keys after they are turned; mixtures in every layer, with an expert for all. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const hunyuanMoe: Architecture = {
  name: 'hunyuan-moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'nFfShared'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: 'half',
          bias: 'optional',
          factors: ropeFactors(f, h),
          qkNorm: { ...norm, each: 'head', after: true },
        }),
      feed: (x, i) =>
        denseOrMixture(f, h, i, x, {
          gate: 'softmax',
          normalise: true,
          nFf: h.nFf[i] ?? 0,
          nFfShared: h.keys.nFfShared ?? 0,
          firstMixture: 0,
        }),
    });
  },
};
