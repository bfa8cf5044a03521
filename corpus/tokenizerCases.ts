/** Hostile vocabularies, each a small sound one with one thing changed, beside the sound one. */
import type { Severity } from '../src/core/finding.ts';
import type { ModelValue } from '../src/gguf/model.ts';
import { charsmapBytes, type CharsmapParts } from './charsmapBytes.ts';
import { ggufWith, strings, text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';
import { SPECIAL_ROWS, type Row } from './specialTokenCases.ts';
import {
  BPE,
  BPE_ROWS,
  BYTE_ROWS,
  MERGES,
  numbers,
  SPM,
  SPM_ROWS,
  u32,
  UGM,
  UGM_PARTS,
  UGM_ROWS,
  vocabulary,
  withPair,
  WPM,
  WPM_ROWS,
  type Pair,
  type TokenRow,
} from './vocabularies.ts';

const WARNINGS: ReadonlySet<string> = new Set([
  'text/empty-token',
  'text/byte-unwritable',
  'text/control-word',
  'text/default-is-text',
  'text/end-typed-as-text',
  'text/look-alike-case',
  'text/marker-not-a-token',
  'text/merge-duplicate',
  'text/merge-unreachable',
  'text/suppress-end',
  'text/suppress-range',
  'text/token-unreachable',
  'text/merge-unknown-token',
  'text/pre-tokenizer-missing',
  'text/tokenizer-undescribed',
]);

/** One row of the sound vocabulary changed. */
function changed(rows: readonly TokenRow[], at: number, row: TokenRow): ModelValue {
  return strings(...rows.map(([token], i) => (i === at ? row[0] : token)));
}

const types = (rows: readonly TokenRow[]): number[] => rows.map(([, type = 1]) => type);
const scores = (rows: readonly TokenRow[]): number[] => rows.map(([, , score = 0]) => score);
const scored = (score: number): ModelValue => numbers('f32', [...scores(SPM_ROWS).slice(0, -1), score]);

const LIST_ROWS: readonly Row[] = [
  ['text/no-tokens', 'spm-empty', 'an empty table indexed by every id', withPair(SPM, 'tokens', strings()), SPM],
  ['text/no-tokens', 'bpe-empty', 'an empty table indexed by every id', withPair(BPE, 'tokens', strings()), BPE],
  ['text/no-tokens', 'wpm-numbers', 'numbers where texts belong', withPair(WPM, 'tokens', numbers('i32', [1, 2])), WPM],
  ['text/token-types-length', 'one-short', 'the last type is read past the end', withPair(SPM, 'token_type', numbers('i32', types(SPM_ROWS).slice(1))), SPM],
  ['text/token-types-length', 'ugm-empty', 'every type is read past the end', withPair(UGM, 'token_type', numbers('i32', [])), UGM],
  ['text/token-types-type', 'bytes', 'read as 32-bit integers: three quarters past the end', withPair(SPM, 'token_type', numbers('u8', types(SPM_ROWS))), SPM],
  ['text/token-types-type', 'sixteen-bits', 'read as 32-bit integers: half of it past the end', withPair(WPM, 'token_type', numbers('i16', types(WPM_ROWS))), WPM],
  ['text/scores-length', 'one-short', 'the last score is read past the end', withPair(SPM, 'scores', numbers('f32', scores(SPM_ROWS).slice(1))), SPM],
  ['text/scores-length', 'ugm-one', 'all scores but one are read past the end', withPair(UGM, 'scores', numbers('f32', [0])), UGM],
  ['text/scores-type', 'bytes', 'read as 32-bit floats: three quarters past the end', withPair(SPM, 'scores', numbers('u8', SPM_ROWS.map(() => 0))), SPM],
  ['text/scores-type', 'ugm-half', 'read as 32-bit floats: half of it past the end', withPair(UGM, 'scores', numbers('u16', UGM_ROWS.map(() => 0))), UGM],
  ['text/score-not-finite', 'nan', 'a heap ordered by what has no order', withPair(SPM, 'scores', scored(NaN)), SPM],
  ['text/score-not-finite', 'ugm-infinite', 'the difference of two infinite sums is NaN', withPair(UGM, 'scores', numbers('f32', [...scores(UGM_ROWS).slice(1), -Infinity])), UGM],
  ['text/duplicate-token', 'spm', 'a table by text is shorter than the one by id', withPair(SPM, 'tokens', changed(SPM_ROWS, 262, ['a'])), SPM],
  ['text/duplicate-token', 'bpe', 'a table by text is shorter than the one by id', withPair(BPE, 'tokens', changed(BPE_ROWS, 256, ['aa'])), BPE],
  ['text/duplicate-token', 'wpm', 'a table by text is shorter than the one by id', withPair(WPM, 'tokens', changed(WPM_ROWS, 5, ['▁a'])), WPM],
  ['text/duplicate-token', 'ugm', 'a table by text is shorter than the one by id', withPair(UGM, 'tokens', changed(UGM_ROWS, 5, ['a'])), UGM],
  ['text/token-too-long', 'spm', 'every place of a text is compared with all of it', withPair(SPM, 'tokens', changed(SPM_ROWS, 262, ['a'.repeat(4097)])), withPair(SPM, 'tokens', changed(SPM_ROWS, 262, ['a'.repeat(4096)]))],
  ['text/empty-token', 'wpm', 'matches everywhere and consumes nothing', withPair(WPM, 'tokens', changed(WPM_ROWS, 9, [''])), WPM],
];

const OTHER_ROWS: readonly Row[] = [
  ['text/byte-token-malformed', 'too-short', 'two digits are cut out past the end', withPair(SPM, 'tokens', changed(SPM_ROWS, 3, ['<0x'])), SPM],
  ['text/byte-token-malformed', 'no-digits', 'read as the byte 0', withPair(SPM, 'tokens', changed(SPM_ROWS, 3, ['<0xZZ>'])), SPM],
  ['text/byte-token-malformed', 'lower-case', 'a byte that is looked up in capitals and not found', withPair(SPM, 'tokens', changed(SPM_ROWS, 258, ['<0xff>'])), SPM],
  ['text/byte-token-missing', 'one-of-them', 'text with that byte ends the process', vocabulary('llama', SPM_ROWS.toSpliced(3, 1)), SPM],
  ['text/special-id', 'spm-bos', 'an index one past the end', withPair(SPM, 'bos_token_id', u32(SPM_ROWS.length)), SPM],
  ['text/key-type', 'wpm-unknown-negative', 'an index before the start', withPair(WPM, 'unknown_token_id', { type: 'i32', value: -1 }), WPM],
  ['text/key-type', 'bpe-fim-string', 'a text where an id belongs', withPair(BPE, 'fim_pre_token_id', text('1')), withPair(BPE, 'fim_pre_token_id', u32(1))],
  ['text/key-type', 'ugm-huge', 'an index of 64 bits', withPair(UGM, 'padding_token_id', { type: 'u64', value: 2n ** 63n }), withPair(UGM, 'padding_token_id', u32(0))],
  ['text/no-merges', 'absent', 'refused when it is loaded', withPair(BPE, 'merges', null), BPE],
  ['text/no-merges', 'numbers', 'numbers where texts belong', withPair(BPE, 'merges', numbers('i32', [1])), BPE],
  ['text/merge-malformed', 'no-space', 'joins nothing, or everything', withPair(BPE, 'merges', strings(...MERGES, 'ab')), BPE],
  ['text/merge-malformed', 'empty', 'the search for a space begins past the end', withPair(BPE, 'merges', strings('', ...MERGES)), BPE],
  ['text/merge-malformed', 'half', 'a second part without text', withPair(BPE, 'merges', strings(...MERGES, 'ab ')), BPE],
  ['text/merge-unknown-token', 'part', 'a part that is no token', withPair(BPE, 'merges', strings(...MERGES, 'ab xyz')), BPE],
  ['text/merge-unknown-token', 'result', 'what it makes is no token', withPair(BPE, 'merges', strings(...MERGES, 'c a')), BPE],
  ['text/pre-tokenizer-unknown', 'unknown-name', 'the text is cut elsewhere than the vocabulary was made with', withPair(BPE, 'pre', text('nonesuch')), BPE],
  ['text/pre-tokenizer-missing', 'absent', 'the text is cut by a default', withPair(BPE, 'pre', null), BPE],
  ['text/tokenizer-undescribed', 'another-model', 'no rule for its vocabulary can run', withPair(SPM, 'model', text('test')), SPM],
];

function charsmap(bytes: Iterable<number>, elementType: 'u8' | 'u16' = 'u8'): readonly Pair[] {
  return withPair(UGM, 'precompiled_charsmap', numbers(elementType, bytes));
}

const SOUND_MAP = charsmapBytes(UGM_PARTS);

/** The map with one unit changed. */
function unit(at: number, value: number): readonly Pair[] {
  const units = UGM_PARTS.units.slice();
  units[at] = value >>> 0;
  return charsmap(charsmapBytes({ ...UGM_PARTS, units } satisfies CharsmapParts));
}

/** Where the unit of the first byte of the first key lies, and the value of that key. */
const FIRST_UNIT = 256 ^ 0xef;
const FAR = 2 ** 20;

/** A map whose only way is `length` times the byte `b`; state k is unit 256 + k. */
function chain(length: number): CharsmapParts {
  const units = new Uint32Array(256 * 3);
  units[0] = 256 << 10;
  for (let k = 0; k < length; k++) {
    const at = (256 + k) ^ 0x62;
    units[at] = ((at ^ (257 + k)) << 10) | 0x62;
  }
  return { units, replacements: Uint8Array.of(0) };
}

const CHARSMAP_ROWS: readonly Row[] = [
  ['text/charsmap-type', 'wide', 'twice the bytes are copied, or half', charsmap(SOUND_MAP, 'u16'), UGM],
  ['text/charsmap-type', 'a-string', 'a text where a list belongs', withPair(UGM, 'precompiled_charsmap', text('abcd')), UGM],
  ['text/charsmap-size', 'too-short', 'four bytes are read of three', charsmap([1, 2, 3]), UGM],
  ['text/charsmap-size', 'empty', 'four bytes are read of none', charsmap([]), UGM],
  ['text/charsmap-size', 'oversized', 'a trie of 4 GiB', charsmap(charsmapBytes(UGM_PARTS, 0xffff_fffc)), UGM],
  ['text/charsmap-size', 'no-replacements', 'every replacement lies past the end', charsmap(charsmapBytes({ ...UGM_PARTS, replacements: new Uint8Array(0) })), UGM],
  ['text/charsmap-unaligned', 'three-bytes-more', 'the last unit is read half from the replacements', charsmap(charsmapBytes(UGM_PARTS, 4 * UGM_PARTS.units.length + 3)), UGM],
  ['text/charsmap-unterminated', 'last-zero-gone', 'the last replacement goes on past the end', charsmap(SOUND_MAP.slice(0, -1)), UGM],
  ['text/charsmap-bounds', 'root-outside', 'the first byte of any text leads outside', unit(0, FAR << 10), UGM],
  ['text/charsmap-bounds', 'child-outside', 'one byte of text leads outside', unit(FIRST_UNIT, (FAR << 10) | 0xef), UGM],
  ['text/charsmap-bounds', 'circle', 'a text of one byte over and over is followed from every place to its end', unit(256 ^ 0x61, ((256 ^ 0x61 ^ 256) << 10) | 0x61), UGM],
  ['text/charsmap-bounds', 'long-key', 'a text of one byte over and over is followed far from every place', charsmap(charsmapBytes(chain(257))), charsmap(charsmapBytes(chain(256)))],
  ['text/charsmap-bounds', 'replacement-outside', 'a replacement past the end', charsmap(charsmapBytes({ ...UGM_PARTS, units: UGM_PARTS.units.map((u) => (u >>> 31 ? 0xffff_fff0 : u)) })), UGM],
];

/** Noise that a rule must stop at. */
const CAPPED: readonly Row[] = [
  ['gguf/more-findings', 'duplicate-tokens', 'as many findings as tokens', vocabulary('llama', [...SPM_ROWS, ...BYTE_ROWS]), SPM],
];

export const TOKENIZER_CASES: readonly PairCase[] = [...LIST_ROWS, ...OTHER_ROWS, ...CHARSMAP_ROWS, ...SPECIAL_ROWS, ...CAPPED].map(
  ([rule, name, comment, bad, good]) => ({
    rule,
    severity: severityOf(rule),
    name,
    comment,
    bad: ggufWith(...bad),
    good: ggufWith(...good),
  }),
);

function severityOf(rule: string): Severity {
  if (rule === 'gguf/more-findings' || rule === 'text/few-merges') return 'note';
  return WARNINGS.has(rule) ? 'warning' : 'error';
}
