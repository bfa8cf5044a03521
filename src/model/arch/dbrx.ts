/** dbrx: DBRX (Databricks, 2024). Layer norms without bias, queries, keys and values clamped, mixtures in every layer; the norm before them is called the one of attention's output. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const dbrx: Architecture = {
  name: 'dbrx',
  requires: ['nFf', 'nHead', 'layerEps', 'clampKqv', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build(f, h) {
    preNormDecoder(f, h, {
      norm: layerNorm(h, 'none'),
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', clamp: h.keys.clampKqv }),
      feedNorm: 'attn_output_norm',
      feed: (x, i) => experts(f, h, i, x, { gate: 'softmax', normalise: true, activation: 'silu', nFf: h.nFf[i] ?? 0 }),
      logits: { output: 'required' },
    });
  },
};
