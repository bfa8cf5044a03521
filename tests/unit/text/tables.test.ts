import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteTrie } from '../../../src/text/byteTrie.ts';
import { keyedHash } from '../../../src/core/keyedHash.ts';
import { escapeSpaces, unescapeSpaces } from '../../../src/text/spaces.ts';
import { TokenTable } from '../../../src/text/tokenTable.ts';

/** Byte strings over few bytes, so that prefixes and duplicates are common. */
const STRINGS = fc.array(fc.uint8Array({ max: 3, maxLength: 6 }), { maxLength: 40 });

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('TokenTable', () => {
  it('finds the first id of every string, and no other string', () => {
    fc.assert(
      fc.property(STRINGS, STRINGS, (strings, others) => {
        const table = new TokenTable(strings);
        const first = new Map([...strings.entries()].reverse().map(([id, bytes]) => [hex(bytes), id]));
        for (const bytes of [...strings, ...others]) expect(table.find(bytes)).toBe(first.get(hex(bytes)) ?? -1);
        expect(strings.map((_, id) => hex(table.bytesOf(id)))).toEqual(strings.map(hex));
        expect(table.duplicates).toEqual(strings.flatMap((bytes, id) => (first.get(hex(bytes)) === id ? [] : [id])));
        expect(table.maxLength).toBe(Math.max(0, ...strings.map((bytes) => bytes.length)));
      }),
    );
  });

  it('finds a string inside others, by its range', () => {
    const table = new TokenTable([Buffer.from('bc')]);
    expect(table.find(Buffer.from('abcd'), 1, 3)).toBe(0);
    expect(table.find(Buffer.from('abcd'), 1, 4)).toBe(-1);
  });

  it('has a copy that grows alone', () => {
    const table = new TokenTable([Buffer.from('a')]);
    const copy = table.copy();
    expect([copy.add(Buffer.from('a')), copy.add(Buffer.from('b'))]).toEqual([0, 1]);
    expect([table.size, table.find(Buffer.from('b')), copy.size]).toEqual([1, -1, 2]);
  });

  it('holds a hundred thousand', () => {
    const table = new TokenTable(Array.from({ length: 100_000 }, (_, i) => Buffer.from(String(i))));
    expect(table.find(Buffer.from('99999'))).toBe(99_999);
    expect(table.find(Buffer.from('100000'))).toBe(-1);
  });
});

describe('the keyed hash', () => {
  it('depends on every byte and on the length', () => {
    const seen = new Set<number>();
    for (let length = 0; length < 12; length++) {
      seen.add(keyedHash(new Uint8Array(length), 0, length));
      for (let i = 0; i < length; i++) seen.add(keyedHash(new Uint8Array(length).fill(1, i, i + 1), 0, length));
    }
    expect(seen.size).toBe(12 + 66);
  });

  it('spreads strings that differ in one byte over all bits', () => {
    const bits = Array.from({ length: 256 }, (_, byte) => keyedHash(Uint8Array.of(byte, 0, 0), 0, 3));
    for (let bit = 0; bit < 32; bit++) {
      const ones = bits.filter((hash) => (hash >>> bit) & 1).length;
      expect(ones).toBeGreaterThan(64);
      expect(ones).toBeLessThan(192);
    }
  });
});

describe('ByteTrie', () => {
  it('has the longest string at every place, the last value of equal ones, and how far any string agrees', () => {
    fc.assert(
      fc.property(STRINGS, fc.uint8Array({ max: 3, maxLength: 20 }), (strings, text) => {
        const trie = new ByteTrie(strings.map((bytes, value) => ({ bytes, value })));
        for (let start = 0; start < text.length; start++) {
          const rest = hex(text.subarray(start));
          const fitting = [...strings.entries()].filter(([, bytes]) => bytes.length > 0 && rest.startsWith(hex(bytes)));
          const length = Math.max(0, ...fitting.map(([, bytes]) => bytes.length));
          const value = fitting.filter(([, bytes]) => bytes.length === length).at(-1)?.[0] ?? -1;
          const agrees = strings.map((bytes) => {
            let n = 0;
            while (n < bytes.length && bytes[n] === text[start + n]) n++;
            return n;
          });
          expect(trie.longest(text, start)).toEqual({
            value,
            end: start + length,
            deepest: start + Math.max(0, ...agrees),
          });
        }
      }),
    );
  });
});

describe('spaces', () => {
  it('become U+2581 and spaces again', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', 'é') }), fc.boolean(), (text, prefix) => {
        const escaped = escapeSpaces(Buffer.from(text), prefix);
        expect(Buffer.from(escaped).toString()).toBe(`${prefix ? '▁' : ''}${text.replaceAll(' ', '▁')}`);
        expect(Buffer.from(unescapeSpaces(escaped)).toString()).toBe(`${prefix ? ' ' : ''}${text}`);
      }),
    );
  });
});
