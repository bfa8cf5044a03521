/** codeshell: CodeShell (Xie et al., 2024). GPT-2 with rotary positions and grouped queries. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const codeshell: Architecture = {
  name: 'codeshell',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', outputBias: 'required' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu', bias: 'required' }),
      logits: { output: 'required' },
    });
  },
};
