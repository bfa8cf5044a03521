/**
 * gemma3: Gemma 3 (Gemma Team, 2025). As gemma2 without a cap on scores, with norms on queries and keys, and five layers of a
 * sliding window, with a rotary base of their own, to each that sees all.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { gemmaScale } from './gemma2.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 6;
const WINDOW_ROPE_BASE = 10_000;
const LAYERS_OF_27B = 62;

export const gemma3: Architecture = {
  name: 'gemma3',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const { window } = h.keys;
    const windowed = windowLayers(h, PERIOD);
    let x = f.scale(embedding(f, h), Math.sqrt(h.nEmbd), 'embedding_scale');
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'half',
        bias: 'optional',
        qkNorm: { ...norm, each: 'head' },
        scale: gemmaScale(h, LAYERS_OF_27B),
        ...(window !== null &&
          windowed[i] && { window, rope: { base: h.keys.ropeBaseSwa ?? WINDOW_ROPE_BASE, scale: 1 } }),
      });
      x = f.add(f.norm(attended, 'post_attention_norm', norm), x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'gelu' });
      x = f.add(f.norm(fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { softcap: h.keys.logitSoftcap });
  },
};
