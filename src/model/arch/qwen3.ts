/** qwen3: Qwen 3 (Yang et al., 2025). As qwen2, with an RMS norm on each head's queries and keys before they are turned. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const qwen3: Architecture = {
  name: 'qwen3',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      const attended = attention(f, h, i, y, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'head' } });
      x = f.add(attended, x, 'attn_residual');
      const z = f.norm(x, 'ffn_norm', norm);
      x = f.add(gatedFeedForward(f, z, h.nFf[i] ?? 0, { activation: 'silu' }), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
    // The head of rerankers, which nothing here runs.
    f.optionalMatrix('cls.output.weight', [Math.max(1, h.keys.nLabels ?? 0), h.nEmbd]);
  },
};
