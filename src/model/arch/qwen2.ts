/** qwen2: Qwen 2 and 2.5 (Yang et al., 2024). Half-split rotary pairs, biases on queries, keys and values. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const qwen2: Architecture = {
  name: 'qwen2',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      x = f.add(attention(f, h, i, y, { pairing: 'half', bias: 'optional' }), x, 'attn_residual');
      const z = f.norm(x, 'ffn_norm', norm);
      x = f.add(gatedFeedForward(f, z, h.nFf[i] ?? 0, { activation: 'silu' }), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { bias: 'optional' });
  },
};
