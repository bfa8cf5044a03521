/** dots1: dots.llm1 (rednote-hilab, 2025). Norms on queries and keys, leading dense layers, then mixtures with an expert for all; sigmoid or softmax with a selection bias. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, unsupportedGate } from './common.ts';

export const dots1: Architecture = {
  name: 'dots1',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'nExpertShared'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: ({ nHead }) => ({ expertGating: 2, nHeadKv: nHead }),
  build(f, h) {
    const norm = rmsNorm(h);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'head' } }),
      feed: (x, i) =>
        denseOrMixture(f, h, i, x, {
          gate: gateOf(h, 'softmax'),
          normalise: h.keys.expertWeightsNorm ?? false,
          nFf: h.nFfExpert[i] ?? 0,
          selectionBias: 'optional',
          nFfShared: (h.nFfExpert[i] ?? 0) * (h.keys.nExpertShared ?? 0),
        }),
      logits: { output: 'required' },
    });
  },
};
