/**
 * Tokenizers by the name that files give in `tokenizer.ggml.model`, and what holds where a file does not say: llama.cpp's
 * defaults, which the files in use rely on.
 */
export type Algorithm = 'spm' | 'bpe' | 'wpm' | 'ugm' | 'rwkv';

export interface TokenizerModel {
  readonly algorithm: Algorithm;
  readonly bos: number | null;
  readonly eos: number | null;
  readonly unknown: number | null;
  readonly separator: number | null;
  readonly addBos: boolean;
  readonly addEos: boolean;
  readonly addSpacePrefix: boolean;
  /** The pre-tokenizer, whatever the file says. */
  readonly pre?: string;
}

const NONE = {
  bos: null,
  eos: null,
  unknown: null,
  separator: null,
  addBos: false,
  addEos: false,
  addSpacePrefix: false,
} as const;

export const TOKENIZER_MODELS: ReadonlyMap<string, TokenizerModel> = new Map<string, TokenizerModel>([
  ['llama', { ...NONE, algorithm: 'spm', bos: 1, eos: 2, unknown: 0, addBos: true, addSpacePrefix: true }],
  ['gpt2', { ...NONE, algorithm: 'bpe', bos: 11, eos: 11 }],
  ['bert', { ...NONE, algorithm: 'wpm', bos: 101, unknown: 100, separator: 102, addBos: true }],
  ['gemma4', { ...NONE, algorithm: 'bpe', pre: 'gemma4' }],
  ['t5', { ...NONE, algorithm: 'ugm', eos: 1, unknown: 2, addEos: true }],
  ['rwkv', { ...NONE, algorithm: 'rwkv' }],
]);

/** Models that llama.cpp reads and whose vocabularies are not described here: the defaults alone are. */
export const UNDESCRIBED_MODELS: ReadonlyMap<string, TokenizerModel | null> = new Map<string, TokenizerModel | null>([
  ['whitespace', { ...NONE, algorithm: 'bpe', bos: 11, eos: 11 }],
  ['hybriddna', { ...NONE, algorithm: 'bpe', bos: 11, eos: 11 }],
  ['plamo2', null],
  ['test', null],
]);

/** What a file says that has no vocabulary on purpose: token ids come from elsewhere. */
export const NO_VOCABULARY: ReadonlySet<string> = new Set(['no_vocab', 'none']);
