/** Small sound vocabularies, one for each kind of tokenizer, as key-value pairs to write. Hostile ones are made by changing a pair. */
import type { ModelValue, Text } from '../src/gguf/model.ts';
import { charsmapBytes, charsmapParts } from './charsmapBytes.ts';
import { strings, text } from './ggufBytes.ts';

export type Pair = readonly [key: string, value: ModelValue];

/** A token: its text, its type, its score. */
export type TokenRow = readonly [token: Text, type?: number, score?: number];

const [NORMAL, UNKNOWN, CONTROL, USER_DEFINED, BYTE] = [1, 2, 3, 4, 6];

export function numbers(elementType: 'i32' | 'f32' | 'u8' | 'f64' | 'i16' | 'u16', elements: Iterable<number>): ModelValue {
  return { type: 'array', elementType, elements };
}

export const u32 = (value: number): ModelValue => ({ type: 'u32', value });

/** The keys of a vocabulary of `model`, with whatever else is given. */
export function vocabulary(model: string, rows: readonly TokenRow[], more: Readonly<Record<string, ModelValue>> = {}): readonly Pair[] {
  const all: Readonly<Record<string, ModelValue>> = {
    model: text(model),
    tokens: strings(...rows.map(([token]) => token)),
    scores: numbers('f32', rows.map(([, , score = 0]) => score)),
    token_type: numbers('i32', rows.map(([, type = NORMAL]) => type)),
    ...more,
  };
  return Object.entries(all).map(([name, value]) => [`tokenizer.ggml.${name}`, value]);
}

/** `pairs` with one key changed, or taken out. */
export function withPair(pairs: readonly Pair[], name: string, value: ModelValue | null): readonly Pair[] {
  const key = `tokenizer.ggml.${name}`;
  const rest = pairs.filter(([k]) => k !== key);
  return value === null ? rest : [...rest, [key, value]];
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

/** `<0x00>` to `<0xFF>`. */
export const BYTE_ROWS: readonly TokenRow[] = BYTES.map((byte) => [`<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`, BYTE]);

/** GPT-2's alphabet: printable Latin-1 as it is, and the other bytes from U+0100 on. */
export const BYTE_ALPHABET: readonly string[] = (() => {
  let next = 256;
  return BYTES.map((byte) => String.fromCharCode((byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad) ? byte : next++));
})();

export const SPM_ROWS: readonly TokenRow[] = [
  ['<unk>', UNKNOWN],
  ['<s>', CONTROL],
  ['</s>', CONTROL],
  ...BYTE_ROWS,
  ...'▁|a|b|c|é|▁a|ab|bc|abc|▁ab|aa|aaaa|ca|▁▁'.split('|').map((token, i): TokenRow => [token, NORMAL, -(i % 5)]),
  ['<tool>', USER_DEFINED],
];

export const SPM = vocabulary('llama', SPM_ROWS, { bos_token_id: u32(1), eos_token_id: u32(2), unknown_token_id: u32(0) });

export const MERGES = ['a b', 'b c', 'ab c', 'c c', 'a a', 'aa a', 'aa aa', 'ab ab', 'Ġ a', 'Ã ©'];

export const BPE_ROWS: readonly TokenRow[] = [
  ...BYTE_ALPHABET.map((char): TokenRow => [char]),
  ...MERGES.map((merge): TokenRow => [merge.replace(' ', '')]),
  ['<|endoftext|>', CONTROL],
  ['<tool>', USER_DEFINED],
];

export const BPE = vocabulary('gpt2', BPE_ROWS, {
  pre: text('gpt-2'),
  merges: strings(...MERGES),
  bos_token_id: u32(BPE_ROWS.length - 2),
  eos_token_id: u32(BPE_ROWS.length - 2),
});

export const WPM_ROWS: readonly TokenRow[] = [
  ['[PAD]', CONTROL],
  ['[UNK]', CONTROL],
  ['[CLS]', CONTROL],
  ['[SEP]', CONTROL],
  ...'▁a|▁ab|▁b|▁c|▁,|▁中|a|b|c|ab|bc|abc'.split('|').map((token): TokenRow => [token]),
];

export const WPM = vocabulary('bert', WPM_ROWS, {
  padding_token_id: u32(0),
  unknown_token_id: u32(1),
  bos_token_id: u32(2),
  seperator_token_id: u32(3),
});

/** What {@link UGM} makes of text before it cuts it. */
export const REPLACEMENTS: Readonly<Record<string, string>> = { Ａ: 'A', Ａb: 'bA', ﬀ: 'ff', '\t': ' ', ab: 'ba' };

export const UGM_PARTS = charsmapParts(REPLACEMENTS);

export const UGM_ROWS: readonly TokenRow[] = [
  ['<pad>', CONTROL],
  ['</s>', CONTROL],
  ['<unk>', UNKNOWN],
  ...'▁|a|b|c|A|f|ff|▁a|ba|bab|▁ba|aa|cc'.split('|').map((token, i): TokenRow => [token, NORMAL, -1 - ((i * 7) % 5) / 4]),
  ['<x>', USER_DEFINED],
];

export const UGM = vocabulary('t5', UGM_ROWS, {
  precompiled_charsmap: numbers('u8', charsmapBytes(UGM_PARTS)),
  add_space_prefix: { type: 'bool', value: true },
  remove_extra_whitespaces: { type: 'bool', value: true },
});

export const RWKV = vocabulary('rwkv', [['<s>', CONTROL], ...BYTES.map((byte): TokenRow => [`\\x${byte.toString(16).padStart(2, '0')}`]), ['ab'], ['abc'], ['\\n\\n']]);
