/** jais2: Jais 2 (Inception, 2025). Layer norms, biases everywhere, a plain feed-forward of squared ReLU. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const jais2: Architecture = {
  name: 'jais2',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', outputBias: 'required' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'relu2', bias: 'required' }),
    });
  },
};
