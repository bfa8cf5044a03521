/** baichuan: Baichuan (Yang et al., 2023). Llama at 7B; at 13B slopes (ALiBi) in place of rotary positions. Only the depth tells which. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

const LAYERS_OF_7B = 32;
const LAYERS_OF_13B = 40;
const ALIBI = 8;

export const baichuan: Architecture = {
  name: 'baichuan',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const pairing = h.nLayer === LAYERS_OF_7B ? 'adjacent' : null;
    const alibi = h.nLayer === LAYERS_OF_13B ? ALIBI : null;
    preNormDecoder(f, h, {
      norm: rmsNorm(h),
      logits: { output: 'required' },
      attend: (x, i) => attention(f, h, i, x, { pairing, alibi, bias: 'optional' }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
