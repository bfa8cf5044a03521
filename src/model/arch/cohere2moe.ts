/**
 * cohere2moe: Cohere's mixtures (Cohere, 2026). As cohere2, by RMS norms where the file has their epsilon; leading dense layers, all of them turned,
 * then mixtures averaged with the experts for all.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { parallelDecoder } from '../blocks/decoder.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import type { Forward } from '../blocks/forward.ts';
import { layerNorm, rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture, Contradiction } from './architecture.ts';
import { equalHeads, gateOf, nextTokenLayers, unsupportedGate } from './common.ts';
import { windowLayers, type Hyper } from './hyper.ts';

const PERIOD = 4;

export const cohere2moe: Architecture = {
  name: 'cohere2moe',
  requires: ['nFf', 'nHead', 'window', 'logitScale', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  rules: (h) => [...equalHeads(h), ...anEpsilon(h)],
  unsupported: unsupportedGate,
  example: () => ({ layerEps: 1e-5, nDenseLead: 1, nExpertShared: 1 }),
  build(f, h) {
    const windowed = windowLayers(h, PERIOD, true);
    f.unread.push(...nextTokenLayers(h));
    parallelDecoder(f, h, {
      norm: h.keys.rmsEps === null ? layerNorm(h, 'none') : rmsNorm(h),
      attend: (x, i) =>
        attention(f, h, i, x, {
          pairing: windowed[i] || i < (h.keys.nDenseLead ?? 0) ? 'adjacent' : null,
          bias: 'optional',
          factors: ropeFactors(f, h),
          ...(windowed[i] && { window: h.keys.window, rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? h.rope.base } }),
        }),
      feed: (x, i) => feedForward(f, h, i, x),
      logits: { scale: h.keys.logitScale },
    });
  },
};

function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = h.nFfExpert[i] ?? 0;
  const { nExpertShared: nShared, nFfShared, nDenseLead, expertWeightsNorm } = h.keys;
  const fed = denseOrMixture(f, h, i, x, {
    gate: gateOf(h, 'sigmoid'),
    normalise: expertWeightsNorm ?? false,
    nFf,
    nFfShared: nShared === null ? 0 : (nFfShared ?? nFf * nShared),
  });
  return i < (nDenseLead ?? 0) || nShared === null ? fed : f.scale(fed, 1 / 2, 'ffn_mean');
}

function anEpsilon({ keys }: Hyper): readonly Contradiction[] {
  if (keys.rmsEps !== null || keys.layerEps !== null) return [];
  return [{ key: 'attention.layer_norm_epsilon', message: 'expected the epsilon of either norm, found neither' }];
}
