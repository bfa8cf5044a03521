/** smollm3: SmolLM3 (Hugging Face, 2025). Llama; every fourth layer has no positions (NoPE: Kazemnejad et al., 2023). */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

const PLAIN_EVERY = 4;

export const smollm3: Architecture = {
  name: 'smollm3',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: (i + 1) % PLAIN_EVERY === 0 ? null : 'adjacent',
          bias: 'optional',
          scale: h.keys.attentionScale,
        }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu', bias: 'optional' }),
    });
  },
};
