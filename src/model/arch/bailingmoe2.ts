/** bailingmoe2: Ling 2.0 (Ling Team, 2025). One projection for queries, keys and values, norms on queries and keys, leading dense layers, then mixtures: sigmoid with a selection bias and groups. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, nextTokenLayers, unsupportedGate } from './common.ts';

export const bailingmoe2: Architecture = {
  name: 'bailingmoe2',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert', 'nExpertShared'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ expertGating: 2 }),
  build(f, h) {
    const norm = rmsNorm(h);
    f.unread.push(...nextTokenLayers(h));
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'head' } }),
      feed: (x, i) =>
        denseOrMixture(f, h, i, x, {
          gate: gateOf(h, 'sigmoid'),
          normalise: h.keys.expertWeightsNorm ?? false,
          nFf: h.nFfExpert[i] ?? 0,
          selectionBias: 'optional',
          nFfShared: (h.keys.nFfShared ?? h.nFfExpert[i] ?? 0) * (h.keys.nExpertShared ?? 0),
        }),
      logits: { output: 'required' },
    });
  },
};
