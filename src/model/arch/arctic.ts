/** arctic: Snowflake Arctic (Snowflake, 2024). A dense feed-forward as wide as the model, and beside attention and it a mixture over the layer's input. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const arctic: Architecture = {
  name: 'arctic',
  requires: ['nFf', 'nHead', 'rmsEps', 'nExpert', 'nExpertUsed'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), { pairing: 'adjacent', bias: 'optional' });
      const y = f.add(attended, x, 'attn_residual');
      const fed = gatedFeedForward(f, f.norm(y, 'ffn_norm', norm), h.nEmbd, { activation: 'silu' });
      const routing = { gate: 'softmax', normalise: true, activation: 'silu', nFf: h.nFf[i] ?? 0 } as const;
      const routed = experts(f, h, i, f.norm(x, 'ffn_norm_exps', norm), routing);
      x = f.add(routed, f.add(fed, y, 'ffn_residual'), 'residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
