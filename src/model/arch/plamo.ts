/** plamo: PLaMo-13B (Preferred Networks, 2023). Attention and gated feed-forward side by side after one RMS norm. */
import { attention } from '../blocks/attention.ts';
import { parallelDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const plamo: Architecture = {
  name: 'plamo',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    parallelDecoder(f, h, {
      norm: rmsNorm(h),
      logits: { output: 'required' },
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
