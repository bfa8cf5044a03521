/** hy_v3: Hunyuan 3 (Tencent, 2026). Norms on queries and keys; layers with a router are mixtures with an expert for all: sigmoid with a selection bias. */
import { attention } from '../blocks/attention.ts';
import { preNormDecoder } from '../blocks/decoder.ts';
import { spareFeedForward } from '../blocks/feedForward.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import type { Forward } from '../blocks/forward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, expertWidth, gateOf, nextTokenLayers, unsupportedGate } from './common.ts';
import type { Hyper } from './hyper.ts';

export const hyV3: Architecture = {
  name: 'hy_v3',
  requires: ['nFf', 'nHead', 'rmsEps', 'nFfExpert'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ nExpert: 4, nExpertUsed: 2 }),
  build(f, h) {
    const norm = rmsNorm(h);
    f.unread.push(...nextTokenLayers(h));
    preNormDecoder(f, h, {
      norm,
      attend: (x, i) => attention(f, h, i, x, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'head' } }),
      feed: (x, i) => feedForward(f, h, i, x),
    });
  },
};

/** Weights of a dense network beside a router are not read. */
function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const [nFf, routed] = [h.nFf[i] ?? 0, f.has('ffn_gate_inp.weight')];
  if (routed) spareFeedForward(f, h, nFf);
  return denseOrMixture(f, h, i, x, {
    gate: gateOf(h, 'sigmoid'),
    normalise: h.keys.expertWeightsNorm ?? false,
    nFf: expertWidth(h, i),
    selectionBias: 'optional',
    selectionBiasName: 'exp_probs_b',
    nFfShared: h.keys.nFfShared ?? expertWidth(h, i),
    firstMixture: routed ? i : i + 1,
  });
}
