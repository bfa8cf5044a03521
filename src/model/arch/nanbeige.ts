/** nanbeige: Nanbeige 4 (Nanbeige Lab, 2025). Llama; some models go through their layers more than once. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const nanbeige: Architecture = {
  name: 'nanbeige',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  unsupported: ({ keys }) => ((keys.nLoops ?? 1) > 1 ? ['layers that are gone through more than once'] : []),
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
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
