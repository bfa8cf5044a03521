/**
 * afmoe: Trinity (Arcee, 2025). Attention behind a sigmoid of its input, norms before and after both blocks and on queries and keys; three of four layers
 * are turned and have a sliding window; leading dense layers, then mixtures with experts for all.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { denseOrMixture } from '../blocks/mixture.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, gateOf, unsupportedGate } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;

export const afmoe: Architecture = {
  name: 'afmoe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed', 'nFfExpert'],
  rules: equalHeads,
  unsupported: unsupportedGate,
  example: () => ({ window: 4 }),
  build(f, h) {
    const norm = rmsNorm(h);
    const { window, ropeBaseSwa } = h.keys;
    const windowed = windowLayers(h, PERIOD);
    let x = f.scale(embedding(f, h), Math.sqrt(h.nEmbd), 'embedding_scale');
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: (i + 1) % PERIOD === 0 ? null : 'half',
        bias: 'optional',
        qkNorm: { ...norm, each: 'head' },
        gated: true,
        ...(window !== null && windowed[i] && { window, rope: { ...h.rope, base: ropeBaseSwa ?? h.rope.base } }),
      });
      x = f.add(f.norm(attended, 'post_attention_norm', norm), x, 'attn_residual');
      const nFf = h.nFfExpert[i] ?? 0;
      const fed = denseOrMixture(f, h, i, f.norm(x, 'ffn_norm', norm), {
        gate: gateOf(h, 'sigmoid'),
        normalise: h.keys.expertWeightsNorm ?? false,
        nFf,
        selectionBias: 'required',
        nFfShared: nFf * (h.keys.nExpertShared ?? 0),
      });
      x = f.add(f.norm(fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
