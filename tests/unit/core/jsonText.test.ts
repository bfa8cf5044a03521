import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../../src/core/jsonText.ts';

describe('a document as text', () => {
  it('says what it said, in characters that nothing obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = jsonText([text]);
        expect(JSON.parse(written)).toEqual([text]);
        expect(written).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
    const tag = '\u{e0041}\u009b\u202e\u2028';
    expect(jsonText(tag)).toBe(String.raw`"\udb40\udc41\u009b\u202e\u2028"`);
    expect(JSON.parse(jsonText(tag))).toBe(tag);
  });
});
