/** Vocabularies whose special tokens, ids, bytes or merges are at fault, each beside a sound one. */
import type { ModelValue } from '../src/gguf/model.ts';
import { charsmapBytes, charsmapParts } from './charsmapBytes.ts';
import { strings, text } from './ggufBytes.ts';
import { BPE, BPE_ROWS, BYTE_ROWS, MERGES, numbers, RWKV, SPM, SPM_ROWS, u32, UGM, vocabulary, withPair, WPM, WPM_ROWS, type Pair, type TokenRow } from './vocabularies.ts';

export type Row = readonly [rule: string, name: string, comment: string, bad: readonly Pair[], good: readonly Pair[]];

const [NORMAL, CONTROL, USER_DEFINED, BYTE] = [1, 3, 4, 6];
const flag = (value: boolean): ModelValue => ({ type: 'bool', value });
const i32 = (...ids: readonly number[]): ModelValue => numbers('i32', ids);

/** The sound byte-level vocabulary with more tokens at its end; what else it has stays. */
function bpe(...more: readonly TokenRow[]): readonly Pair[] {
  return extended(BPE, [...BPE_ROWS, ...more]);
}

function spm(...more: readonly TokenRow[]): readonly Pair[] {
  return extended(SPM, [...SPM_ROWS, ...more]);
}

/** `pairs` with these tokens instead of its own. */
function extended(pairs: readonly Pair[], rows: readonly TokenRow[]): readonly Pair[] {
  const lists = new Map(vocabulary('', rows).filter(([key]) => /tokens$|scores$|token_type$/.test(key)));
  return pairs.map(([key, value]) => [key, lists.get(key) ?? value]);
}

/** The sound vocabulary with another type for one token. */
function typed(rows: readonly TokenRow[], pairs: readonly Pair[], at: number, type: number): readonly Pair[] {
  return withPair(pairs, 'token_type', numbers('i32', rows.map(([, own = NORMAL], i) => (i === at ? type : own))));
}

const LETTER = BPE_ROWS.findIndex(([token]) => token === 'e');
const LAST = BPE_ROWS.length;

const TYPE_ROWS: readonly Row[] = [
  ['text/token-type', 'negative', 'a token that is neither text nor control', typed(BPE_ROWS, BPE, LETTER, -5), BPE],
  ['text/token-type', 'zero', 'a token that is neither text nor control', typed(SPM_ROWS, SPM, 260, 0), SPM],
  ['text/token-type', 'seven', 'a token that is neither text nor control', typed(WPM_ROWS, WPM, 5, 7), WPM],
  ['text/key-type', 'begin-i32', 'a reader that asks for u32 refuses', withPair(SPM, 'bos_token_id', { type: 'i32', value: 1 }), SPM],
  ['text/byte-token-unreadable', 'spm-short', 'digits are cut out behind its end', typed(SPM_ROWS, SPM, 260, BYTE), SPM],
  ['text/byte-token-unreadable', 'wpm', 'a byte among word pieces ends the process', typed(WPM_ROWS, WPM, 5, BYTE), WPM],
  ['text/duplicate-token', 'given-name', 'readers give the token without text the name of another', extended(WPM, [...WPM_ROWS, [''], [`[EMPTY_${String(WPM_ROWS.length)}]`]]), WPM],
  ['text/family-token-missing', 'phi-3', 'refused for its name', [...SPM, ['general.name', text('Phi-3 mini')]], [...spm(['<|endoftext|>', CONTROL]), ['general.name', text('Phi-3 mini')]]],
  ['text/key-type', 'pre-number', 'a reader that asks for a string refuses', withPair(SPM, 'pre', u32(1)), withPair(SPM, 'pre', text('default'))],
  ['text/key-type', 'flag-u8', 'a reader that asks for bool refuses', withPair(SPM, 'add_bos_token', { type: 'u8', value: 1 }), withPair(SPM, 'add_bos_token', flag(true))],
];

const GEMMA_MERGES = ['a b', 'b c', 'ab c', 'a a', 'aa a', 'c c', '▁ a', '▁a b'];

/** Byte-pair encoding as Gemma 4 has it: spelled as it is, bytes as tokens of their own. */
function gemma4(): readonly Pair[] {
  const rows: readonly TokenRow[] = [['<pad>', CONTROL], ['<eos>', CONTROL], ['<bos>', CONTROL], ...BYTE_ROWS, ...'a|b|c|é|▁'.split('|').map((token): TokenRow => [token]), ...GEMMA_MERGES.map((merge): TokenRow => [merge.replace(' ', '')])];
  return vocabulary('gemma4', rows, { merges: strings(...GEMMA_MERGES), bos_token_id: u32(2), eos_token_id: u32(1) });
}

const ID_ROWS: readonly Row[] = [
  ['text/added-token-missing', 'spm-default', 'the default beginning is past the end of the table: the first text ends the process', extended(SPM.filter(([key]) => !key.endsWith('_token_id')), [['<0x0A>', BYTE]]), SPM],
  ['text/added-token-missing', 'bpe-begin', 'begins every text with a token that it has not', withPair(withPair(vocabulary('gpt2', BPE_ROWS.slice(0, 10)), 'pre', text('gpt-2')), 'add_bos_token', flag(true)), withPair(BPE, 'add_bos_token', flag(true))],
  ['text/added-token-missing', 'gemma4-begin', 'begins every text, whatever the file says, with a token that it does not name', gemma4().filter(([key]) => !key.endsWith('bos_token_id')), gemma4()],
  ['text/added-token-missing', 'wpm-separator', 'every text ends with a separator, of which the default is 102', WPM.filter(([key]) => !key.endsWith('seperator_token_id')), WPM],
  ['text/added-token-missing', 'ugm-unknown', 'what is no token becomes the id -1', extended(UGM, [['<pad>', CONTROL], ['</s>', CONTROL]]), UGM],
  ['text/end-is-text', 'bpe-letter', 'answers end at the first e', withPair(BPE, 'eos_token_id', u32(LETTER)), BPE],
  ['text/end-is-text', 'spm-turn', 'answers end at abc', withPair(SPM, 'eot_token_id', u32(SPM_ROWS.findIndex(([token]) => token === 'abc'))), withPair(SPM, 'eot_token_id', u32(2))],
  ['text/end-is-text', 'repository', 'a separator of files ends answers too', withPair(BPE, 'fim_sep_token_id', u32(LETTER)), withPair(BPE, 'fim_sep_token_id', u32(LAST - 2))],
  ['text/end-is-text', 'byte', 'answers end at the byte 41', withPair(SPM, 'eos_token_id', u32(3 + 0x41)), SPM],
  ['text/end-typed-as-text', 'tag', 'answers end at a tag of a page', withPair(bpe(['</p>']), 'eos_token_id', u32(LAST)), withPair(bpe(['</p>', CONTROL]), 'eos_token_id', u32(LAST))],
  ['text/begin-is-text', 'separator', 'parts of a text meet at a word', withPair(WPM, 'seperator_token_id', u32(5)), WPM],
  ['text/begin-is-text', 'letter', 'every text begins with an e that nobody wrote', withPair(BPE, 'bos_token_id', u32(LETTER)), BPE],
  ['text/default-is-text', 'bpe-eleven', 'token 11 ends answers where nothing is said', BPE.filter(([key]) => !key.endsWith('eos_token_id')), BPE],
];

const CONTROL_ROWS: readonly Row[] = [
  ['text/control-word', 'password', 'a user who writes the word sends a control token', bpe(['password', CONTROL]), bpe(['<|password|>', CONTROL], ['sop', CONTROL], ['eop', CONTROL])],
  ['text/look-alike', 'cyrillic', 'an end of turn with a letter of another alphabet', bpe(['<|im_end|>', CONTROL], ['<|\u0456m_end|>', CONTROL]), bpe(['<|im_end|>', CONTROL], ['<|im_start|>', CONTROL])],
  ['text/look-alike', 'wide', 'an end of turn between wide bars', spm(['<|end|>', CONTROL], ['<｜end｜>', CONTROL]), spm(['<|end|>', CONTROL], ['<｜User｜>', CONTROL])],
  ['text/look-alike', 'user-defined', 'an end of turn that ends none', spm(['<|end|>', CONTROL], ['<|e\u0578d|>', USER_DEFINED]), spm(['<|end|>', CONTROL], ['<|endtool|>', USER_DEFINED])],
  ['text/look-alike', 'undrawn', 'an end of turn with a joiner in it', spm(['<|end|>', CONTROL], ['<|e\u200dnd|>', USER_DEFINED]), spm(['<|end|>', CONTROL], ['<|e-nd|>', USER_DEFINED])],
  ['text/look-alike-case', 'padding', 'a marker that the model was not trained with', spm(['<|END|>', CONTROL], ['<|end|>', CONTROL]), spm(['<|END|>', CONTROL], ['<|start|>', CONTROL])],
  ['text/look-alike', 'mixed', 'a marker of two alphabets', bpe(['<|im_\u03b5nd|>', CONTROL]), bpe(['<|\u03b1\u03b2|>', CONTROL])],
  ['text/look-alike', 'spaced', 'an end of turn with a space behind it', bpe(['<|end|>', CONTROL], ['<|end|>\u00a0', CONTROL]), bpe(['<|end|>', CONTROL])],
  ['text/look-alike-case', 'one', 'a digit for a letter', spm(['<|im_end|>', CONTROL], ['<|1m_end|>', CONTROL]), spm(['<|im_1|>', CONTROL], ['<|im_2|>', CONTROL])],
  ['text/invisible-token', 'zero-width', 'a text that looks empty sends it', bpe(['\u200b', CONTROL]), bpe(['<|space|>', CONTROL])],
  ['text/invisible-token', 'tags', 'letters that are never drawn', bpe(['<|x|>\u{e0041}', CONTROL]), bpe(['<|x|>', CONTROL])],
  ['text/terminal-token', 'bpe-clear', 'clears the screen of whoever prints it', bpe(['\u001b[2J', USER_DEFINED]), bpe(['ě[', NORMAL])],
  ['text/terminal-token', 'bpe-spelled', 'clears the screen, in the alphabet of bytes', bpe(['ě[2J']), bpe(['ě['])],
  ['text/terminal-token', 'spm-title', 'sets the title of a window', spm(['\u001b]0;x\u0007']), spm(['\u001b['])],
  ['text/terminal-token', 'control-bell', 'rings whenever it is listed', spm(['<|a\u0007|>', CONTROL]), spm(['<|a|>', CONTROL])],
  ['text/terminal-token', 'rwkv-colour', 'colours what follows', extended(RWKV, [...rwkvRows(), ['\\x1b[31m']]), extended(RWKV, [...rwkvRows(), ['\\x1b[']])],
];

function rwkvRows(): readonly TokenRow[] {
  return [['<s>', CONTROL], ...BYTE_ROWS.map(([token]): TokenRow => [(token as string).replace('<0', '\\').replace('>', '').toLowerCase()])];
}

const BYTE_LEVEL_ROWS: readonly Row[] = [
  ['text/byte-token-missing', 'rwkv', 'a text that begins with the byte is gone through without end', extended(RWKV, rwkvRows().filter((_, i) => i !== 0x42)), extended(RWKV, rwkvRows())],
  ['text/byte-token-missing', 'spm-two-tokens', 'no byte can be written', extended(SPM.filter(([key]) => !key.endsWith('_token_id')), [['a'], ['b']]), SPM],
  ['text/byte-token-missing', 'plamo2', 'refused when it is loaded', vocabulary('plamo2', BYTE_ROWS.slice(1)), SPM],
  ['text/byte-unwritable', 'letter', 'z is left out of every text', extended(BPE, BPE_ROWS.map((row): TokenRow => (row[0] === 'z' ? ['zz'] : row))), BPE],
  ['text/byte-unwritable', 'gemma4', 'E9 is left out of every text', renamed(gemma4(), '<0xE9>', '<0xZZ>x'), gemma4()],
];

/** One token under another name, as a token of text. */
function renamed(pairs: readonly Pair[], from: string, to: string): readonly Pair[] {
  const rows = gemma4Rows(pairs);
  return extended(pairs, rows.map((row): TokenRow => (row[0] === from ? [to] : row)));
}

function gemma4Rows(pairs: readonly Pair[]): readonly TokenRow[] {
  const list = (name: string): readonly unknown[] => {
    const value = pairs.find(([key]) => key === `tokenizer.ggml.${name}`)?.[1];
    return value?.type === 'array' ? [...(value.elements as Iterable<unknown>)] : [];
  };
  const types = list('token_type') as readonly number[];
  return (list('tokens') as readonly string[]).map((token, i): TokenRow => [token, types[i] as number]);
}

const MERGE_ROWS: readonly Row[] = [
  ['text/merges-unusable', 'python-lists', 'pairs as Python prints lists', withPair(BPE, 'merges', strings(...MERGES.map((merge) => `['${merge.replace(' ', "', '")}']`))), BPE],
  ['text/merges-unusable', 'python-tuples', 'pairs as Python prints tuples', withPair(BPE, 'merges', strings(...MERGES.map((merge) => `('${merge.replace(' ', "', '")}')`))), BPE],
  ['text/merges-unusable', 'another-vocabulary', 'merges of another vocabulary', withPair(BPE, 'merges', strings(...MERGES.map((merge) => `${merge}x`))), BPE],
  ['text/merge-duplicate', 'twice', 'readers keep the first rank or the last', withPair(BPE, 'merges', strings(...MERGES, 'a b')), BPE],
  ['text/merge-unreachable', 'part-not-made', 'a merge that never happens', withPair(BPE, 'merges', strings(...MERGES.filter((merge) => merge !== 'a a'))), BPE],
  ['text/token-unreachable', 'cut-list', 'most tokens are never made', withPair(BPE, 'merges', strings('a b', 'b c')), BPE],
  ['text/few-merges', 'one', 'nearly every text stays single bytes', extended(withPair(BPE, 'merges', strings('a b')), BPE_ROWS.filter(([token, type], i) => i < 256 || token === 'ab' || type !== undefined)).map(lastIds), BPE],
];

/** Ids of a vocabulary that ends with its two special tokens, behind 256 bytes and one more token. */
function lastIds([key, value]: Pair): Pair {
  return /(?:bos|eos)_token_id$/.test(key) ? [key, u32(257)] : [key, value];
}

const TEMPLATE = "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
const withTemplate = (pairs: readonly Pair[]): readonly Pair[] => [...pairs, ['tokenizer.chat_template', text(TEMPLATE)]];

const KEY_ROWS: readonly Row[] = [
  ['text/suppress-type', 'bytes', 'a reader that asks for i32 refuses', withPair(SPM, 'suppress_tokens', numbers('u8', [1, 3])), withPair(SPM, 'suppress_tokens', i32(1, 3))],
  ['text/suppress-type', 'a-number', 'a number where a list belongs', withPair(SPM, 'suppress_tokens', u32(1)), withPair(SPM, 'suppress_tokens', i32())],
  ['text/suppress-range', 'outside', 'logits are written outside their list', withPair(SPM, 'suppress_tokens', i32(1, 999_999, -5)), withPair(SPM, 'suppress_tokens', i32(1, 5))],
  ['text/suppress-end', 'end', 'no answer ends', withPair(SPM, 'suppress_tokens', i32(1, 2)), withPair(SPM, 'suppress_tokens', i32(1, 3))],
  ['text/marker-not-a-token', 'chatml', 'a user who writes the marker begins a turn', withTemplate(BPE), withTemplate(bpe(['<|im_start|>', CONTROL], ['<|im_end|>', CONTROL]))],
  ['text/marker-not-a-token', 'as-text', 'a marker that is a token of text', withTemplate(bpe(['<|im_start|>'], ['<|im_end|>', CONTROL])), withTemplate(bpe(['<|im_start|>', USER_DEFINED], ['<|im_end|>', CONTROL]))],
  ['text/tokenizer-unknown', 'unknown-model', 'refused when it is loaded', withPair(SPM, 'model', text('nonesuch')), SPM],
];

/** A map with one replacement of so many bytes. */
function growing(length: number): readonly Pair[] {
  return withPair(UGM, 'precompiled_charsmap', numbers('u8', charsmapBytes(charsmapParts({ Ａ: 'a'.repeat(length) }))));
}

const GROWTH_ROWS: readonly Row[] = [
  ['text/charsmap-bounds', 'growth', 'a text becomes a hundred times as long, and the tables for it too', growing(257), growing(256)],
];

export const SPECIAL_ROWS: readonly Row[] = [...TYPE_ROWS, ...ID_ROWS, ...CONTROL_ROWS, ...BYTE_LEVEL_ROWS, ...MERGE_ROWS, ...KEY_ROWS, ...GROWTH_ROWS];
