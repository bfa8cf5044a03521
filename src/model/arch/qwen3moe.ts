/** qwen3moe: Qwen 3's mixtures (Yang et al., 2025). As qwen3, each feed-forward a mixture: softmax, top k, renormalised. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads, expertWidth } from './common.ts';

export const qwen3moe: Architecture = {
  name: 'qwen3moe',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      const attended = attention(f, h, i, y, { pairing: 'half', bias: 'optional', qkNorm: { ...norm, each: 'head' } });
      x = f.add(attended, x, 'attn_residual');
      const z = f.norm(x, 'ffn_norm', norm);
      const options = { gate: 'softmax', normalise: true, activation: 'silu', nFf: expertWidth(h, i) } as const;
      x = f.add(experts(f, h, i, z, options), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
