/** internlm2: InternLM 2 (Cai et al., 2024). Llama under other names; its fused projection is split when it is converted. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const internlm2: Architecture = {
  name: 'internlm2',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'adjacent', bias: 'optional' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
      logits: { output: 'required' },
    });
  },
};
