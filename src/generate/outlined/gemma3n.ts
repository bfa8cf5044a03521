import type { OutlinedKeys } from './outlinedModel.ts';
import { bools, text, TINY_HEADS, u32 } from './values.ts';

const architecture = 'gemma3n';
const window = u32(16);
const nVocab = 16;

export const gemma3nForms: readonly OutlinedKeys[] = [
  {
    name: 'gemma3n-dense',
    architecture,
    keys: {
      ...TINY_HEADS,
      'attention.sliding_window': window,
      'attention.sliding_window_pattern': bools(true, false),
    },
  },
  {
    name: 'gemma3n-shared',
    architecture,
    nVocab,
    // The last two of 22 layers have no keys and values of their own.
    keys: {
      ...TINY_HEADS,
      block_count: u32(22),
      embedding_length: u32(8),
      feed_forward_length: u32(16),
      vocab_size: u32(nVocab),
      'attention.sliding_window': window,
      'attention.sliding_window_pattern': bools(...Array.from({ length: 22 }, (_, i) => i % 2 === 0)),
    },
    vocabulary: [['tokenizer.ggml.model', text('no_vocab')]],
    optional: ['output.weight', 'blk.3.attn_qkv.weight', 'blk.21.attn_qkv.weight'],
  },
];
