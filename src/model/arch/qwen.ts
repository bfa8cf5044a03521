/** qwen: Qwen (Bai et al., 2023). One projection for queries, keys and values, with a bias; files give twice the width of the feed-forward. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const qwen: Architecture = {
  name: 'qwen',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  example: ({ nHead }) => ({ nHeadKv: nHead }),
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      logits: { output: 'required' },
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'required' }),
      feed: (x, i) => gatedFeedForward(f, x, (h.nFf[i] ?? 0) / 2, { activation: 'silu' }),
    });
  },
};
