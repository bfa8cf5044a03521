/**
 * exaone-moe: K-EXAONE (LG AI Research, 2026). Norms on queries and keys; three of four layers have a sliding window, and only those are turned; leading
 * dense layers, then mixtures with an expert for all.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, nextTokenLayers, unsupportedGate } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;

export const exaoneMoe: Architecture = {
  name: 'exaone-moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'window', 'nExpert', 'nExpertUsed', 'nFfExpert', 'expertGating'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ expertGating: 2, nDenseLead: 1 }),
  build(f, h) {
    const norm = rmsNorm(h);
    const windowed = windowLayers(h, PERIOD);
    f.unread.push(...nextTokenLayers(h));
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: windowed[i] ? 'half' : null,
          bias: 'optional',
          qkNorm: { ...norm, each: 'head' },
          factors: ropeFactors(f, h),
          window: windowed[i] ? h.keys.window : null,
          rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? h.rope.base },
        }),
      feed: (x, i) =>
        denseOrMixture(f, h, i, x, {
          gate: gateOf(h, 'sigmoid'),
          normalise: h.keys.expertWeightsNorm ?? false,
          nFf: h.nFfExpert[i] ?? 0,
          selectionBias: 'optional',
          nFfShared: h.keys.nFfShared ?? h.nFfExpert[i] ?? 0,
        }),
      logits: { output: 'required' },
    });
  },
};
