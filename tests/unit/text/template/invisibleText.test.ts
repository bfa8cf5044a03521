/** Characters that nobody sees, and what scripts and emoji need. */
import { describe, expect, it } from 'vitest';
import { characterProblems } from '../../../../src/checks/texts/characterProblems.ts';
import { sourceProblems } from '../../../../src/text/template/staticProblems.ts';

const rulesFor = (source: string): readonly string[] => sourceProblems(source).map(({ rule }) => rule);
const INVISIBLE = ['template/invisible-text'];

describe('a template', () => {
  it.each([
    ['inherent vowels of Khmer between Latin letters', 'x\u17b4\u17b5\u17b4y'],
    ['two of them in a row', 'ក\u17b4\u17b5ក'],
    ['one behind a word of Khmer', 'ក\u17b4 '],
    ['joiners of marks in a row', 'a\u0301\u034f\u034f\u0301'],
    ['a joiner of marks between letters', 'a\u0301\u034fb'],
    ['a joiner of marks behind a selector', '❤\ufe0f\u034f\u0301'],
    ['selectors behind signs', '+\ufe00+\ufe01'],
    ['selectors behind ideographs', '漢\ufe00字'],
    ['selectors in a row', '😀\ufe0f\ufe0e'],
    ['a selector behind an arrow', '→\ufe0f'],
    ['selectors of ideographs', '漢\u{e0100}'],
    ['selectors of Mongolian in a row', 'ᠠ\u180b\u180c'],
    ['a part of a joined word of Thai', 'ก\u200cข'],
    ['signs of Arabic in an English text', 'a \u0600 b'],
    ['an unassigned code point', 'a\u0378b'],
    ['one in a plane without any', 'a\u{4ffff}b'],
    ['one that is kept for emoji', 'a\u{1fffd}b'],
    ['what is no character for ever', 'a\ufdd0b'],
    ['the last code point of a plane', 'a\u{1ffff}b'],
    ['a private character', 'a\ue000b'],
    ['one of a private plane', 'a\u{10fffd}b'],
    ['a no-break space between words', 'a\u00a0b'],
    ['a thin space', '1\u2009000'],
    ['an em quad', 'a\u2001b'],
    ['a mathematical space', 'a\u205fb'],
    ['an ideographic space between Latin words', 'a\u3000b'],
    ['two of them', '漢\u3000\u3000字'],
    ['a blank of Ogham between Latin words', 'a\u1680b'],
    ['a narrow space between words', 'a\u202fb'],
    ['a note without a head', 'a\u{1d159}b'],
    ['a blank hieroglyph', 'a\u{13441}b'],
    ['the place of an object', 'a\ufffcb'],
  ])('with %s is reported', (_, text) => {
    expect(rulesFor(`{{ '${text}' }}`)).toEqual(INVISIBLE);
    expect(rulesFor(text)).toEqual(INVISIBLE);
  });

  it.each([
    ['Khmer with an inherent vowel', 'ក\u17b4ក'],
    ['Hebrew with a joiner of its marks', 'שָ\u034f\u05b7'],
    ['key caps and hearts', '1\ufe0f\u20e3 ❤\ufe0f ©\ufe0f'],
    ['signs of Arabic among its letters', 'سنة \u0601١٤٤٥ \u06dd'],
    ['French', 'Quoi\u00a0? «\u202fOui\u202f»\u00a0: 10\u202f000\u00a0€, 50\u00a0%'],
    ['a number and its unit', '10\u00a0kg'],
    ['Japanese with a blank of its own', '\u3000親切。\u3000簡潔'],
    ['Ogham', 'ᚑᚌᚐᚋ\u1680ᚑᚌᚐᚋ'],
    ['an Arabic ligature', 'ﷺ'],
  ])('in %s is not', (_, text) => {
    expect(rulesFor(text)).toEqual([]);
  });
});

describe('a text of the metadata', () => {
  it.each(['a\u17b4b', 'a\u0378b', 'a\ue000b', '+\ufe01'])('with %j is reported too', (text) => {
    expect(characterProblems(text).map(({ rule }) => rule)).toEqual(['metadata/invisible-text']);
  });

  it('may have blanks of other widths', () => {
    expect(characterProblems('10\u00a0kg, a\u00a0b')).toEqual([]);
  });
});
