/** seed_oss: Seed-OSS (ByteDance Seed, 2025). Qwen 2; the norm before the feed-forward is called the one after attention. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const seedOss: Architecture = {
  name: 'seed_oss',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      feedNorm: 'post_attention_norm',
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', scale: h.keys.attentionScale }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
