/** openelm: OpenELM (Mehta et al., 2024). Heads and feed-forward widths of each layer's own, one projection for queries, keys and values, norms on queries and keys, tied output. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const openelm: Architecture = {
  name: 'openelm',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', qkNorm: { ...norm, each: 'head' } }),
      feed: (x, i) => gatedFeedForward(f, x, h.nFf[i] ?? 0, { activation: 'silu' }),
      logits: { output: 'none' },
    });
  },
};
