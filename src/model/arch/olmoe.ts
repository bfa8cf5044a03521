/** olmoe: OLMoE (Muennighoff et al., 2024). RMS norms over all queries and all keys; every feed-forward a mixture: softmax, top k, not renormalised. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const olmoe: Architecture = {
  name: 'olmoe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  example: ({ nHead }) => ({ nHeadKv: nHead }),
  build(f, h) {
    const norm = rmsNorm(h);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'row' } }),
      feed: (x, i) =>
        experts(f, h, i, x, { gate: 'softmax', normalise: false, activation: 'silu', nFf: h.nFf[i] ?? 0 }),
      logits: { output: 'required' },
    });
  },
};
