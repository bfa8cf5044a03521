/**
 * muse-glimmer: Muse Glimmer (2026). Normalised embeddings, attention behind a sigmoid of its input, norms before and after both blocks and on queries and
 * keys; three of four layers are turned and have a sliding window; logits scaled and capped.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { windowLayers } from './hyper.ts';

const PERIOD = 4;
/** Of the norms after blocks, whatever the file says of the others. */
const POST_EPS = 1e-8;

export const museGlimmer: Architecture = {
  name: 'muse-glimmer',
  requires: ['nFf', 'nHead', 'rmsEps', 'window', 'logitScale'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const postNorm = { ...norm, eps: POST_EPS };
    const windowed = windowLayers(h, PERIOD);
    let x = f.norm(embedding(f, h), 'embedding_norm', { ...norm, gain: 'none' });
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: windowed[i] ? 'adjacent' : null,
        bias: 'optional',
        qkNorm: { ...norm, each: 'head' },
        gated: true,
        window: windowed[i] ? h.keys.window : null,
        rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? h.rope.base, scale: 1 },
      });
      x = f.add(f.norm(attended, 'post_attention_norm', postNorm), x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(f.norm(fed, 'post_ffw_norm', postNorm), x, 'ffn_residual');
    });
    const { logitScale: scale, logitSoftcap: softcap } = h.keys;
    logits(f, h, f.norm(x, 'output_norm', norm), { output: 'required', scale, softcap });
  },
};
