/** nemotron: Nemotron-4 and Minitron (Parmar et al., 2024). Layer norms, rotary positions on part of each head, a plain feed-forward of squared ReLU. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const nemotron: Architecture = {
  name: 'nemotron',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      logits: { output: 'required' },
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', outputBias: 'optional' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'relu2', bias: 'optional' }),
    });
  },
};
