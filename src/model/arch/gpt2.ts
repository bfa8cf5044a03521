/** gpt2: GPT-2 (Radford et al., 2019). Learned positions, layer norms, biases everywhere, one projection for q, k and v, GELU. */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { plainFeedForward } from '../blocks/feedForward.ts';
import { learnedPositions } from '../blocks/learnedPositions.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const gpt2: Architecture = {
  name: 'gpt2',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = layerNorm(h);
    let x = learnedPositions(f, h, embedding(f, h));
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      x = f.add(attention(f, h, i, y, { pairing: null, bias: 'required', outputBias: 'required' }), x, 'attn_residual');
      const z = f.norm(x, 'ffn_norm', norm);
      x = f.add(plainFeedForward(f, z, h.nFf[i] ?? 0, { activation: 'gelu', bias: 'required' }), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
