/** ernie4_5: ERNIE 4.5 (Baidu, 2025). Llama; files have a bias behind attention that is not used. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const ernie45: Architecture = {
  name: 'ernie4_5',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => {
        f.vector('attn_output.bias', h.nEmbd, 'optional');
        return attention(f, h, i, x, { pairing: 'adjacent', bias: 'optional' });
      },
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
