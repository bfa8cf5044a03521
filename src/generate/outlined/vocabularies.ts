/** Tiny vocabularies beside the byte-level one: word pieces, unigrams, and none. */
import type { ModelValue } from '../../gguf/model.ts';
import { f32s, text, u32 } from './values.ts';

type Pairs = readonly (readonly [string, ModelValue])[];

export interface TinyVocabulary {
  readonly vocabulary: Pairs;
  readonly nVocab: number;
}

const LETTERS = 'a b c d e f g h i j k l m n o p q r s t u v w x y z'.split(' ');
const [NORMAL, UNKNOWN, CONTROL] = [1, 2, 3];

const SPECIAL_PIECES = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** BERT's: letters that begin a word, and letters within one. */
export function wordPieces(): TinyVocabulary {
  const tokens = [...SPECIAL_PIECES, ...LETTERS.map((letter) => `\u2581${letter}`), ...LETTERS];
  const ids = ['padding', 'unknown', 'cls', 'seperator', 'mask'];
  const vocabulary: Pairs = [
    ['tokenizer.ggml.model', text('bert')],
    ['tokenizer.ggml.pre', text('jina-v2-en')],
    ...tokenList(tokens, (id) => (id < SPECIAL_PIECES.length ? CONTROL : NORMAL)),
    ...ids.map((name, id) => [`tokenizer.ggml.${name}_token_id`, u32(id)] as const),
    ['tokenizer.ggml.bos_token_id', u32(2)],
    ['tokenizer.ggml.token_type_count', u32(2)],
  ];
  return { vocabulary, nVocab: tokens.length };
}

const SPECIAL_UNIGRAMS = ['<pad>', '</s>', '<unk>'];

/** T5's: the space mark and letters, all as likely. */
export function unigrams(more: Pairs = []): TinyVocabulary {
  const tokens = [...SPECIAL_UNIGRAMS, '\u2581', ...LETTERS];
  const vocabulary: Pairs = [
    ['tokenizer.ggml.model', text('t5')],
    ['tokenizer.ggml.pre', text('default')],
    ...tokenList(tokens, (id) => (id === 2 ? UNKNOWN : id < SPECIAL_UNIGRAMS.length ? CONTROL : NORMAL)),
    ['tokenizer.ggml.scores', f32s(...tokens.map((_, id) => (id < SPECIAL_UNIGRAMS.length ? 0 : -2)))],
    ['tokenizer.ggml.padding_token_id', u32(0)],
    ['tokenizer.ggml.eos_token_id', u32(1)],
    ['tokenizer.ggml.unknown_token_id', u32(2)],
    ...more,
  ];
  return { vocabulary, nVocab: tokens.length };
}

/** Ids come from elsewhere; `vocab_size` says how many there are. */
export function noVocabulary(nVocab: number): TinyVocabulary {
  return { vocabulary: [['tokenizer.ggml.model', text('no_vocab')]], nVocab };
}

function tokenList(tokens: readonly string[], typeOf: (id: number) => number): Pairs {
  const types = tokens.map((_, id) => typeOf(id));
  return [
    ['tokenizer.ggml.tokens', { type: 'array', elementType: 'string', elements: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', elementType: 'i32', elements: types }],
  ];
}
