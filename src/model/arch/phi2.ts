/** phi2: Phi-1.5 and Phi-2 (Li et al., 2023). Attention and feed-forward side by side after one layer norm, GELU, biases everywhere. */
import { attention } from '../blocks/attention.ts';
import { parallelDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const phi2: Architecture = {
  name: 'phi2',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    parallelDecoder(f, h, {
      norm: layerNorm(h),
      logits: { output: 'required', bias: 'required' },
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', outputBias: 'required' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu', bias: 'required' }),
    });
  },
};
