/** minimax-m2: MiniMax-M2 (MiniMax, 2025). Norms over all queries and all keys, a part of each head turned, every feed-forward a mixture: sigmoid with a selection bias. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, unsupportedGate } from './common.ts';

export const minimaxM2: Architecture = {
  name: 'minimax-m2',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  present: ['nFfExpert'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ expertGating: 2 }),
  build(f, h) {
    const norm = rmsNorm(h);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'row' } }),
      feed: (x, i) =>
        experts(f, h, i, x, {
          gate: gateOf(h, 'sigmoid'),
          normalise: true,
          activation: 'silu',
          nFf: h.nFf[i] ?? 0,
          selectionBias: 'required',
        }),
      logits: { output: 'required' },
    });
  },
};
