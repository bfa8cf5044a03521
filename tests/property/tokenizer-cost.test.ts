/** What text and vocabularies cost at most: time in proportion to them, whatever they are. */
import { describe, expect, it } from 'vitest';
import { strings, text as textValue } from '../../corpus/ggufBytes.ts';
import {
  BPE,
  numbers,
  RWKV,
  SPM,
  SPM_ROWS,
  UGM,
  vocabulary,
  withPair,
  WPM,
  type Pair,
  type TokenRow,
} from '../../corpus/vocabularies.ts';
import { openTokenizer } from '../../src/text/tokenizer.ts';
import { fitExponent } from '../support/fitExponent.ts';
import { metadataOf, tokenizerOf, WITH_SPECIAL } from '../support/vocabulary.ts';

/** Characters of text. */
const SIZES = [62_500, 250_000, 1_000_000];

/** n log n is 1.08 between these sizes; memory that leaves the cache and a collector at work add to it. */
const ENOUGH = 1.2;

/** On an idle machine every subject is below 1.1. */
const MOST = 1.3;

const BPE_SPLIT_BY = (pre: string): readonly Pair[] => withPair(BPE, 'pre', textValue(pre));

/** The worst for each: one piece that merges all the way, spaces that a pattern might look through again, and near misses. */
const SUBJECTS: readonly (readonly [name: string, pairs: readonly Pair[], unit: string, end: string])[] = [
  ['byte-pair merges of one piece', BPE, 'a', ''],
  ['spaces before a character, as DeepSeek cuts them', BPE_SPLIT_BY('deepseek-llm'), ' ', '中'],
  ['capitals that no small letter follows, as GPT-4o cuts them', BPE_SPLIT_BY('gpt-4o'), 'A', ''],
  ['digits in threes from the right', BPE_SPLIT_BY('superbpe'), '1', ''],
  ['SentencePiece merges of one piece', SPM, 'a', ''],
  ['bytes of characters that SentencePiece does not have', SPM, '🙂', ''],
  ['a WordPiece word that is unknown at its end', WPM, 'a', '?z'],
  ['unigram tokens of one word', UGM, 'c', ''],
  ['characters that a map replaces', UGM, 'Ａ', ''],
  ['RWKV tokens', RWKV, 'ab', ''],
  ['special tokens, one after another', SPM, '<tool>', ''],
  ['special tokens that are none at the last character', SPM, '<too', ''],
];

describe('the cost of encoding', () => {
  it.each(SUBJECTS)(
    'is linear in %s',
    (_, pairs, unit, end) => {
      const tokenizer = tokenizerOf(pairs);
      const exponent = fitExponent(SIZES, ENOUGH, (n) => {
        const text = unit.repeat(Math.ceil(n / unit.length)) + end;
        return () => tokenizer.encode(text, WITH_SPECIAL);
      });
      expect(exponent).toBeLessThan(MOST);
    },
    60_000,
  );

  it('would be seen to be quadratic if every merge looked for the next one from the start', () => {
    const exponent = fitExponent([500, 2_000, 8_000], MOST, (n) => () => {
      const symbols = [...'a'.repeat(n)];
      for (let at; (at = symbols.findIndex((s, i) => s === 'a' && symbols[i + 1] === 'a')) >= 0;)
        symbols.splice(at, 2, 'aa');
    });
    expect(exponent).toBeGreaterThan(MOST);
  });

  it('would be seen to be quadratic if the spaces at the end were looked for with an expression', () => {
    const exponent = fitExponent([500, 2_000, 8_000], MOST, (n) => {
      const text = `${' '.repeat(n)}中`;
      return () => text.search(/\s+$/);
    });
    expect(exponent).toBeGreaterThan(MOST);
  });
});

function rows(count: number, of: (i: number) => string, type = 1): readonly TokenRow[] {
  return Array.from({ length: count }, (_, i) => [of(i), type] as const);
}

const VOCABULARIES: Readonly<Record<string, (n: number) => readonly Pair[]>> = {
  tokens: (n) => vocabulary('llama', [...SPM_ROWS, ...rows(n, (i) => `t${String(i)}`)]),
  'tokens that are all the same': (n) => vocabulary('llama', [...SPM_ROWS, ...rows(n, () => 'same')]),
  'tokens that look like numbers of one bucket': (n) =>
    vocabulary('llama', [...SPM_ROWS, ...rows(n, (i) => String(i * 65_536))]),
  'byte tokens that are none': (n) => vocabulary('llama', [...SPM_ROWS, ...rows(n, (i) => `b${String(i)}`, 6)]),
  'merges that join nothing': (n) =>
    withPair(BPE, 'merges', strings(...rows(n, (i) => `x${String(i)}`).map(([t]) => t))),
  'merges of unknown parts': (n) =>
    withPair(BPE, 'merges', strings(...rows(n, (i) => `x${String(i)} y`).map(([t]) => t))),
  'scores that are not finite': (n) =>
    withPair(
      vocabulary(
        'llama',
        rows(n, (i) => `t${String(i)}`),
      ),
      'scores',
      numbers('f32', Array<number>(n).fill(NaN)),
    ),
  'a character map that is one long way': (n) => withPair(UGM, 'precompiled_charsmap', numbers('u8', chainMap(n))),
};

/** A trie of `n` blocks, each leading to the next along `a`. */
function chainMap(blocks: number): Uint8Array {
  const units = new Uint32Array(256 * Math.ceil(blocks / 16));
  units[0] = 256 << 10;
  for (let block = 1; 256 * (block + 1) < units.length; block++) {
    const at = (256 * block) ^ 0x61;
    units[at] = ((at ^ (256 * (block + 1))) << 10) | 0x61;
  }
  const bytes = Buffer.alloc(4 + 4 * units.length + 1);
  bytes.writeUInt32LE(4 * units.length);
  bytes.set(new Uint8Array(units.buffer), 4);
  return bytes;
}

describe('the cost of checking a vocabulary', () => {
  it.each(Object.keys(VOCABULARIES))(
    'is linear in %s',
    (name) => {
      const exponent = fitExponent([4_000, 16_000, 64_000], ENOUGH, (n) => {
        const metadata = metadataOf((VOCABULARIES[name] as (n: number) => readonly Pair[])(n));
        return () => openTokenizer(metadata).findings;
      });
      expect(exponent).toBeLessThan(MOST);
    },
    60_000,
  );
});
