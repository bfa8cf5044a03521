/** jais: Jais (Sengupta et al., 2023). GPT-2 with slopes (ALiBi) for positions, a SiLU-gated feed-forward, and scores over headDim rather than its root. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const jais: Architecture = {
  name: 'jais',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: null,
          bias: 'required',
          outputBias: 'required',
          alibi: h.keys.maxAlibiBias,
          scale: 1 / h.headDim,
        }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu', bias: 'required' }),
      logits: { output: 'required' },
    });
  },
};
