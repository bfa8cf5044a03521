/**
 * stablelm: StableLM 2 (Bellagente et al., 2024). Layer norms, a part of each head turned. At 12B queries and keys are normalised with a
 * gain for each head, and the feed-forward takes attention's input: files without `ffn_norm`.
 */
import { attention } from '../blocks/attention.ts';
import { embedding, logits } from '../blocks/embedding.ts';
import { gatedFeedForward } from '../blocks/feedForward.ts';
import type { Forward } from '../blocks/forward.ts';
import { layerNorm } from '../blocks/norms.ts';
import type { ValueId } from '../program.ts';
import type { Architecture } from './architecture.ts';
import { equalHeads } from './common.ts';

export const stablelm: Architecture = {
  name: 'stablelm',
  requires: ['nFf', 'nHead', 'layerEps'],
  rules: equalHeads,
  build(f, h) {
    const norm = layerNorm(h);
    const qkNorm = { ...layerNorm(h, 'none'), each: 'head', gain: 'optional', ownGains: true } as const;
    let x = embedding(f, h);
    f.layers(h.nLayer, (i) => {
      const y = f.norm(x, 'attn_norm', norm);
      x = f.add(attention(f, h, i, y, { pairing: 'half', bias: 'optional', qkNorm }), x, 'attn_residual');
      const z = f.has('ffn_norm.weight') ? f.norm(x, 'ffn_norm', norm) : unnormalised(f, y);
      x = f.add(gatedFeedForward(f, z, h.nFf[i] ?? 0, { activation: 'silu' }), x, 'ffn_residual');
    });
    logits(f, h, f.norm(x, 'output_norm', norm), { output: 'required' });
  },
};

/** Declares what the file may be without. */
function unnormalised(f: Forward, x: ValueId): ValueId {
  f.vector('ffn_norm.weight', f.width(x), 'optional');
  f.vector('ffn_norm.bias', f.width(x), 'optional');
  return x;
}
