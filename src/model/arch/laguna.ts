/**
 * laguna: Laguna (Poolside, 2026). What is attended is multiplied by a softplus of the layer's input, for each head or for each element; norms on queries
 * and keys; where files have a sliding window, three of four layers look through it and have positions of their own; leading dense layers, then
 * mixtures with an expert for all.
 */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import type { Forward } from '../blocks/forward.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, unsupportedGate } from './common.ts';
import { inWindow, windowLayers, type Hyper } from './hyper.ts';

const PERIOD = 4;

export const laguna: Architecture = {
  name: 'laguna',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  present: ['nDenseLead'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ nDenseLead: 1 }),
  build(f, h) {
    const norm = rmsNorm(h);
    const windowed = windowLayers(h, PERIOD, true).map((within) => within && h.keys.window !== null);
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) =>
        attention(f, windowed[i] ? plainlyTurned(h) : h, i, x, {
          pairing: 'half',
          bias: 'optional',
          qkNorm: { ...norm, each: 'head' },
          window: windowed[i] ? h.keys.window : null,
          gated: { activation: 'softplus', each: gateWidth(f, h, i) },
        }),
      feed: (x, i) => {
        const nFf = h.nFfExpert[i] ?? 0;
        return denseOrMixture(f, h, i, x, {
          gate: gateOf(h, 'sigmoid'),
          normalise: h.keys.expertWeightsNorm ?? false,
          nFf,
          selectionBias: 'required',
          nFfShared: h.keys.nFfShared ?? nFf * (h.keys.nExpertShared ?? 1),
        });
      },
    });
  },
};

/** Stretched positions are for layers without a window. */
function plainlyTurned(h: Hyper): Hyper {
  const within = inWindow(h);
  return { ...within, rope: { base: within.rope.base, scale: 1 } };
}

/** Files differ: the gate's rows tell, one for each head unless they are one for each element. */
function gateWidth(f: Forward, { nHead, headDim }: Hyper, i: number): 'head' | 'element' {
  return f.rowsOf('attn_gate.weight') === (nHead[i] ?? 0) * headDim ? 'element' : 'head';
}
