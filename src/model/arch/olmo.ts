/** olmo: OLMo (Groeneveld et al., 2024). Llama with layer norms that have neither gain nor bias, and queries, keys and values clamped. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const olmo: Architecture = {
  name: 'olmo',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = { ...layerNorm(h, 'none'), gain: 'none' } as const;
    const options = { pairing: 'adjacent', bias: 'optional', clamp: h.keys.clampKqv } as const;
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, options),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
    });
  },
};
