/** pangu-embedded: openPangu Embedded (Huawei, 2025). Qwen 2 with a bias behind attention too. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const panguEmbedded: Architecture = {
  name: 'pangu-embedded',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    // Files have frequency factors that are not used.
    f.unread.push('rope_freqs.');
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', outputBias: 'required' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu', bias: 'optional' }),
      logits: { bias: 'optional' },
    });
  },
};
