/** dream: Dream (Ye et al., 2025). As qwen2, but every token attends to every other: text comes out of masks, not token by token. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const dream: Architecture = {
  name: 'dream',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', causal: false }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
    // llama.cpp loads it and adds none.
    f.vector('output.bias', h.nVocab, 'optional');
  },
};
