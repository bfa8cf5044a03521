/**
 * llama: Llama, Mistral, Mixtral, SmolLM and their many relatives (Touvron et al., 2023; Jiang et al., 2024). RMS norm before each
 * block, rotary positions on adjacent pairs, grouped-query attention, SiLU-gated feed-forward or a mixture of such experts
 * (softmax, top k, renormalised), optional biases, optionally tied output.
 */
import { attention, ropeFactors } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { experts } from '../blocks/experts.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import { rmsNorm } from '../blocks/norms.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const llama: Architecture = {
  name: 'llama',
  requires: ['nFf', 'nHead', 'rmsEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = rmsNorm(h);
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const attended = attention(f, h, i, f.norm(x, 'attn_norm', norm), {
        pairing: 'adjacent',
        bias: 'optional',
        outputBias: 'optional',
        factors: ropeFactors(f, h),
        scale: h.keys.attentionScale,
      });
      x = f.add(attended, x, 'attn_residual');
      const y = f.norm(x, 'ffn_norm', norm);
      const nFf = h.nFf[i] ?? 0;
      const fed =
        h.nExpert === 0
          ? gatedFeedForward(f, y, nFf, { activation: 'silu', bias: 'optional' })
          : experts(f, h, i, y, { gate: 'softmax', normalise: true, activation: 'silu', nFf });
      x = f.add(fed, x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm));
  },
};
