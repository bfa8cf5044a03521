/** gemma: Gemma (Gemma Team, 2024). Llama with embeddings times √nEmbd, a GELU gate and tied output. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const gemma: Architecture = {
  name: 'gemma',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      start: (x) => f.scale(x, Math.sqrt(h.nEmbd), 'embedding_scale'),
      logits: { output: 'none' },
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu' }),
    });
  },
};
