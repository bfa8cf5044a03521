import type { OutlinedKeys } from './outlinedModel.ts';
import { bool, text, TINY_HEADS, u32 } from './values.ts';

const architecture = 'chameleon';
/** Readers take 8192 tokens of pictures out of every answer. */
const nVocab = 8200;
const keys = { ...TINY_HEADS, vocab_size: u32(nVocab) };
const vocabulary = [['tokenizer.ggml.model', text('no_vocab')]] as const;

export const chameleonForms: readonly OutlinedKeys[] = [
  { name: 'chameleon-dense', architecture, nVocab, keys, vocabulary },
  {
    name: 'chameleon-swin',
    architecture,
    nVocab,
    keys: { ...keys, swin_norm: bool(true) },
    vocabulary,
    optional: ['output.weight', 'blk.0.attn_qkv.weight', 'blk.1.attn_q_norm.bias', 'blk.1.attn_k_norm.bias'],
  },
];
