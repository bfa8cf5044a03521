import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { baseOf, categoryOf, CATEGORY, isBertHan, isHan, lowerCaseOf } from '../../../src/text/unicode.ts';

const CODE_POINTS = 0x110000;

function digestOf(value: (codePoint: number) => number, bytes: 1 | 4): string {
  const array = bytes === 1 ? new Uint8Array(CODE_POINTS) : new Uint32Array(CODE_POINTS);
  for (let c = 0; c < CODE_POINTS; c++) array[c] = value(c);
  return createHash('sha256').update(new Uint8Array(array.buffer)).digest('hex');
}

/** Of llama.cpp's own tables (`unicode-data.cpp`), every code point in order: bytes, then little-endian u32. */
const GOLDEN = {
  category: 'e896272c2d303232cdfd402b47a86d55e3412e2b938719ff7d58a3c191d9b498',
  lowerCase: '2f1a7b3137115900193356ea8bad9367aa91a90cb168978abf46bf0592a94945',
  base: 'b090a395d53175c1985b16625bf53e6aefb8a6576a60c4eb54e2b67bfd2f76b4',
};

describe('what is known of characters', () => {
  it('is what the vocabularies were made with, for every code point', () => {
    expect({
      category: digestOf(categoryOf, 1),
      lowerCase: digestOf(lowerCaseOf, 4),
      base: digestOf(baseOf, 4),
    }).toEqual(GOLDEN);
  }, 30_000);

  it('is whitespace where Unicode says so, before any category', () => {
    expect([0x85, 0xa0, 0x3000, 0x20].map(categoryOf)).toEqual(Array(4).fill(CATEGORY.whitespace));
    expect([0xfeff, 0x200b].map(categoryOf)).toEqual(Array(2).fill(CATEGORY.control));
  });

  it('maps one character to one', () => {
    expect([0x130, 0x41, 0xdf].map(lowerCaseOf)).toEqual([0x69, 0x61, 0xdf]);
    expect([0xe9, 0xac00, 0x41].map(baseOf)).toEqual([0x65, 0x1100, 0x41]);
  });

  it('tells ideographs by range', () => {
    expect([0x4e00, 0x2a6df, 0x2ceb0, 0x3040].map(isHan)).toEqual([true, true, true, false]);
    expect([0x4e00, 0x2b820, 0x2b920, 0x2ceb0].map(isBertHan)).toEqual([true, false, true, false]);
  });
});
