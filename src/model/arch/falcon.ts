/** falcon: Falcon (Almazrouei et al., 2023). Attention and plain feed-forward side by side; the larger ones give attention a norm of its own. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const falcon: Architecture = {
  name: 'falcon',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = layerNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      const z = f.has('attn_norm_2.weight') ? f.norm(x, 'attn_norm_2', norm) : y;
      const attended = attention(f, h, i, z, { pairing: 'half', bias: 'optional' });
      const fed = plainFeedForward(f, y, h.nFf[i] ?? 0, { activation: 'gelu' });
      x = f.add(f.add(fed, attended, 'blocks'), x, 'residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
