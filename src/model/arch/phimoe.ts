/** phimoe: Phi-3.5-MoE (Abdin et al., 2024). As phi3 with biases, RMS norms with one too, and mixtures in every layer. */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const phimoe: Architecture = {
  name: 'phimoe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build(f, h) {
    const norm = { ...rmsNorm(h), bias: 'required' } as const;
    // Files tell no scaling type: the factors are there or not.
    const longrope = { ...h, keys: { ...h.keys, ropeScaling: 'longrope' } };
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: 'half',
          bias: 'optional',
          outputBias: 'required',
          factors: ropeFactors(f, longrope),
        }),
      feed: (x, i) => experts(f, h, i, x, { gate: 'softmax', normalise: true, activation: 'silu', nFf: h.nFf[i] ?? 0 }),
      logits: { output: 'required', bias: 'required' },
    });
  },
};
