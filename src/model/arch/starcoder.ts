/** starcoder: StarCoder and SantaCoder (Li et al., 2023). GPT-2 with one key-value head for all. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { learnedPositions } from '../blocks/learnedPositions.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const starcoder: Architecture = {
  name: 'starcoder',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      start: (x) => learnedPositions(f, h, x),
      attend: (x, i) => attention(f, h, i, x, { pairing: null, bias: 'required', outputBias: 'required' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu', bias: 'required' }),
    });
  },
};
