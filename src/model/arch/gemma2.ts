/**
 * gemma2: Gemma 2 (Gemma Team, 2024). Embeddings times √nEmbd, RMS norms before and after both blocks, GELU-gated feed-forward,
 * soft caps on scores and logits, a sliding window in every other layer, tied output.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';
import { windowLayers, type Hyper } from './hyper.ts';

const DEFAULT_WINDOW = 4096;
const DEFAULT_ATTENTION_CAP = 50;
const DEFAULT_LOGIT_CAP = 30;
/** The 27B model alone takes its scale from the embedding; only its depth tells it. */
const LAYERS_OF_27B = 46;

export const gemma2: Architecture = {
  name: 'gemma2',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    const windowed = windowLayers(h, 2);
    let x = f.scale(embedding(f, h), Math.sqrt(h.nEmbd), 'embedding_scale');
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'half',
        bias: 'optional',
        scale: gemmaScale(h, LAYERS_OF_27B),
        softcap: h.keys.attentionSoftcap ?? DEFAULT_ATTENTION_CAP,
        ...(windowed[i] && {
          window: h.keys.window ?? DEFAULT_WINDOW,
          rope: { ...h.rope, base: h.keys.ropeBaseSwa ?? h.rope.base },
        }),
      });
      x = f.add(f.norm(attended, 'post_attention_norm', norm), x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'gelu' });
      x = f.add(f.norm(fed, 'post_ffw_norm', norm), x, 'ffn_residual');
    });
    const last = f.norm(x, 'output_norm', norm);
    logits(f, h, last, { output: 'none', softcap: h.keys.logitSoftcap ?? DEFAULT_LOGIT_CAP });
  },
};

/** 1 / √headDim, but 1 / √(nEmbd / nHead) in the model of `layersOf27b` layers. */
export function gemmaScale({ nLayer, nEmbd, nHead, headDim }: Hyper, layersOf27b: number): number {
  return 1 / Math.sqrt(nLayer === layersOf27b ? Math.floor(nEmbd / (nHead[0] ?? 1)) : headDim);
}
