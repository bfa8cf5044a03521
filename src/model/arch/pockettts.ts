/** pockettts: the text half of Pocket TTS (Kyutai, 2026). Layer norms, GELU; no output of its own: the embedding gives logits. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const pockettts: Architecture = {
  name: 'pockettts',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'adjacent', bias: 'optional' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu' }),
      logits: { output: 'none' },
    });
  },
};
