import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileCollapsed } from '../../../src/text/collapse.ts';
import { preTokenize } from '../../../src/text/preTokenizers.ts';
import { PRE_TOKENIZERS } from '../../../src/text/preTokenizerTable.ts';
import { readFixture } from '../../support/fixtures.ts';

const cut = (name: string, text: string): readonly string[] => preTokenize(PRE_TOKENIZERS.get(name)!, text);

/** What some of them are wanted for: each row is a text, cut at the bars. */
const CUTS: readonly (readonly [name: string, cut: string])[] = [
  ['gpt-2', "I|'ll| pay| 123| | dollars|!|\n"],
  ['smollm', "I|'ll| pay| |1|2|3| | dollars|!|\n"],
  ['llama-bpe', "I|'LL| pay| |123|4| | dollars|!\n\n| \n|\tx"],
  ['qwen2', "I|'LL| pay| |1|2|3| | dollars|!\n\n| \n|\tx"],
  ['qwen35', 'e\u0301te\u0301| a\u0301|!|1'],
  ['ufakzeka', "Ankara|'da| |1"],
  ['deepseek-llm', 'ab| cd|\n|中文|123|  '],
  ['deepseek-coder', 'ab| cd|\n|中文|1|2|3| .'],
  ['falcon', 'ab|$|123|4| x'],
  ['superbpe', '1|234|567|ab|123|456'],
  ['gemma4', 'a b c|\n\n|d'],
];

/** Cuts that llama.cpp makes, in bytes, of texts drawn from what patterns tell apart. */
interface Golden {
  readonly texts: readonly string[];
  readonly groups: readonly { readonly names: readonly string[]; readonly lengths: readonly (readonly number[])[] }[];
}

const golden = readFixture<Golden>('golden/preTokenizers.json');

describe('pre-tokenizers', () => {
  it.each(CUTS)('%s cuts %j', (name, expected) => {
    expect(cut(name, expected.replaceAll('|', '')).join('|')).toBe(expected);
  });

  it.each(golden.groups)('cut where llama.cpp cuts: $names', ({ names, lengths }) => {
    for (const name of names) {
      const found = golden.texts.map((text) => cut(name, text).map((piece) => Buffer.byteLength(piece)));
      expect(found).toEqual(lengths);
    }
  });

  it('are those of the golden cuts, by name', () => {
    expect([...PRE_TOKENIZERS.keys()].sort()).toEqual(golden.groups.flatMap(({ names }) => names).sort());
  });

  it('lose nothing of any text, and make no empty piece', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const pre of new Set(PRE_TOKENIZERS.values())) {
          const pieces = preTokenize(pre, text);
          expect(pieces.join('')).toBe(text);
          expect(pieces).not.toContain('');
        }
      }),
    );
  });

  it('cut on the whitespace of Unicode, which is not that of JavaScript', () => {
    expect(cut('gpt-2', 'a\u0085b\ufeffc')).toEqual(['a', '\u0085', 'b', '\ufeff', 'c']);
    expect(cut('gpt-2', '\u0085 a')).toEqual(['\u0085', ' a']);
    expect(cut('gpt-2', '!\ufeff')).toEqual(['!\ufeff']);
  });

  it('take a character that Unicode 15.1 does not have for no letter, whatever the engine says', () => {
    // U+A7DC, a letter since Unicode 16.
    expect(cut('gpt-2', 'a\ua7dcb')).toEqual(['a', '\ua7dc', 'b']);
  });

  it('cut characters beyond the basic plane whole', () => {
    expect(cut('smollm', '𝟘𝟙 𝒳y')).toEqual(['𝟘', '𝟙', ' 𝒳y']);
  });

  it('cut whitespace at the end off, and only there', () => {
    expect(cut('deepseek-llm', '中 \t中  ')).toEqual(['中', ' \t', '中', '  ']);
  });

  it('refuse a category that nobody defined', () => {
    expect(() => compileCollapsed('\\p{Greek}+')).toThrow(RangeError);
  });
});
