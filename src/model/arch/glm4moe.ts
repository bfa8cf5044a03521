/**
 * glm4moe: GLM-4.5 (GLM-4.5 Team, 2025). Norms on queries and keys in some sizes, leading dense layers, then mixtures: a sigmoid with a
 * selection bias, and an expert that every token goes to. The norm before the feed-forward is the one after attention.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import type { Forward } from '../blocks/forward.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, expertWidth, gateOf, nextTokenLayers, unsupportedGate, unsupportedSections } from './common.ts';
import type { Hyper } from './hyper.ts';

export const glm4moe: Architecture = {
  name: 'glm4moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  rules: equalHeads,
  unsupported: (h) => [...unsupportedGate(h), ...unsupportedSections(h)],
  build(f, h) {
    const norm = rmsNorm(h);
    f.unread.push(...nextTokenLayers(h));
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      const qkNorm = { ...norm, each: 'head', gain: 'optional' } as const;
      x = f.add(attention(f, h, i, y, { pairing: 'half', bias: 'optional', qkNorm }), x, 'attn_residual');
      x = f.add(feedForward(f, h, i, f.norm(x, 'post_attention_norm', norm)), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};

function feedForward(f: Forward, h: Hyper, i: number, x: ValueId): ValueId {
  const nFf = expertWidth(h, i);
  return denseOrMixture(f, h, i, x, {
    gate: gateOf(h, 'sigmoid'),
    normalise: h.keys.expertWeightsNorm ?? false,
    nFf,
    selectionBias: 'required',
    nFfShared: nFf * (h.keys.nExpertShared ?? 0),
  });
}
