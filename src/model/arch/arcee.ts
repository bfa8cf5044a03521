/** arcee: AFM-4.5B (Arcee AI, 2025). Llama with a plain feed-forward of squared ReLU. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const arcee: Architecture = {
  name: 'arcee',
  requires: ['nFf', 'nHead', 'rmsEps'],
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
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'relu2' }),
    });
  },
};
