import type { OutlinedKeys } from './outlinedModel.ts';
import { f32, f32s, text, TINY_HEADS } from './values.ts';

const [keys, architecture] = [{ ...TINY_HEADS }, 'apertus'];

export const apertusForms: readonly OutlinedKeys[] = [
  {
    name: 'apertus-dense',
    architecture,
    keys,
    bare: {
      'xielu.alpha_n': f32s(0.8, 0.7),
      'xielu.alpha_p': f32s(0.8, 0.9),
      'xielu.beta': f32s(0.5, 0.5),
      'xielu.eps': f32s(-1e-6, -1e-6),
    },
    optional: ['rope_freqs.weight', 'blk.0.attn_output.bias', 'blk.1.attn_q_norm.bias', 'blk.1.attn_k_norm.bias'],
  },
  {
    name: 'apertus-longrope',
    architecture,
    keys: { ...keys, 'rope.scaling.type': text('longrope') },
    bare: { 'xielu.alpha_n': f32(0.8), 'xielu.alpha_p': f32(0.8), 'xielu.beta': f32(0.5), 'xielu.eps': f32(-1e-6) },
    optional: ['rope_factors_long.weight', 'rope_factors_short.weight', 'blk.0.attn_qkv.weight'],
  },
];
