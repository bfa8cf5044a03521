/**
 * minicpm3: MiniCPM 3 (OpenBMB, 2024). MiniCPM's scales, which files do not have, and latent attention whose keys and values are taken out of the
 * latent before they are cached.
 */
import { longOrShortFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { expandedLatentAttention } from '../blocks/expandedLatentAttention.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { BASE_WIDTH, DEPTH_SCALE, EMBEDDING_SCALE } from './minicpm.ts';

export const minicpm3: Architecture = {
  name: 'minicpm3',
  requires: ['nFf', 'nHead', 'rmsEps', 'qLoraRank', 'kvLoraRank'],
  example: ({ nHead, headDim }) => ({
    nHeadKv: nHead,
    headDim,
    valueDim: headDim,
    nRot: headDim / 2,
    qLoraRank: nHead * headDim,
    kvLoraRank: nHead * headDim,
  }),
  build(f, h) {
    const norm = rmsNorm(h);
    const residualScale = DEPTH_SCALE / Math.sqrt(h.nLayer);
    let x = f.scale(embedding(f, h), EMBEDDING_SCALE, 'embedding_scale');
    f.layers(h.nLayer, (i) => {
      const factors = longOrShortFactors(f, h);
      const options = { pairing: 'half', scale: 1 / Math.sqrt(h.headDim), eps: norm.eps, factors } as const;
      const attended = expandedLatentAttention(f, h, i, f.norm(x, 'attn_norm', norm), options);
      x = f.add(f.scale(attended, residualScale, 'attn_scale'), x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(x, 'ffn_norm', norm), h.nFf[i] ?? 0, { activation: 'silu' });
      x = f.add(f.scale(fed, residualScale, 'ffn_scale'), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { scale: BASE_WIDTH / h.nEmbd });
  },
};
