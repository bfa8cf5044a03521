/** bloom: BLOOM (Le Scao et al., 2022). Slopes (ALiBi) in place of positions, a norm on the embeddings, layer norms, GELU, biases everywhere. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

const ALIBI = 8;

export const bloom: Architecture = {
  name: 'bloom',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h),
      start: (x) => f.norm(x, 'token_embd_norm', layerNorm(h)),
      attend: (x, i) =>
        attention(f, h, i, x, { pairing: null, alibi: ALIBI, bias: 'required', outputBias: 'required' }),
      feed: (x, i) => plainFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'gelu', bias: 'required' }),
    });
  },
};
