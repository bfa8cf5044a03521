/**
 * gptneox: GPT-NeoX, Pythia, StableLM Alpha and relatives (Black et al., 2022). Attention and feed-forward side by side, each after a norm of its
 * own, or one after the other as the file says; layer norms, GELU, biases everywhere.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const gptneox: Architecture = {
  name: 'gptneox',
  requires: ['nFf', 'nHead', 'layerEps', 'parallelResidual'],
  rules: equalHeads,
  example: () => ({ parallelResidual: true }),
  build(f, h) {
    const norm = layerNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      const attended = attention(f, h, i, y, { pairing: 'half', bias: 'required', outputBias: 'required' });
      const summed = f.add(attended, x, 'attn_residual');
      const z = f.norm(h.keys.parallelResidual ? x : summed, 'ffn_norm', norm);
      x = f.add(plainFeedForward(f, z, h.nFf[i] ?? 0, { activation: 'gelu', bias: 'required' }), summed, 'residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { output: 'required' });
  },
};
