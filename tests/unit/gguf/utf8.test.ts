import { isUtf8 } from 'node:buffer';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import { countZeros, scanText, TEXT_HAS_NUL, TEXT_INVALID, TEXT_NOT_ASCII, TEXT_OK } from '../../../src/gguf/utf8.ts';

function scan(...bytes: number[]): number {
  return scanText(Uint8Array.from(bytes), 0, bytes.length);
}

describe('scanText', () => {
  it('agrees with the platform on every sequence of two bytes', () => {
    const pair = new Uint8Array(2);
    for (let i = 0; i < 65_536; i++) {
      pair.set([i >>> 8, i & 255]);
      if (((scanText(pair, 0, 2) & TEXT_INVALID) === 0) !== isUtf8(pair)) expect.fail(`differs on ${i.toString(16)}`);
    }
  });

  it('agrees with the platform on three and four bytes around every boundary', () => {
    const edges = [0x00, 0x61, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf];
    const leads = [0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff];
    let cases = 0;
    for (const a of [...edges, ...leads]) {
      for (const b of edges) {
        for (const c of edges) {
          for (const text of [[a, b, c], ...edges.map((d) => [a, b, c, d])]) {
            expect((scan(...text) & TEXT_INVALID) === 0, text.join(' ')).toBe(isUtf8(Uint8Array.from(text)));
            cases++;
          }
        }
      }
    }
    expect(cases).toBeGreaterThan(10_000);
  });

  it('sees NUL, and text that is more than ASCII, in short texts and in long ones', () => {
    expect(scan(0x61, 0x62)).toBe(TEXT_OK);
    expect(scan(0x61, 0x00)).toBe(TEXT_HAS_NUL);
    expect(scan(0xc3, 0xa9)).toBe(TEXT_NOT_ASCII);
    const long = new Uint8Array(200).fill(0x61);
    expect(scanText(long, 0, 200) & (TEXT_HAS_NUL | TEXT_INVALID)).toBe(TEXT_OK);
    long[199] = 0;
    expect(scanText(long, 0, 200) & TEXT_HAS_NUL).toBe(TEXT_HAS_NUL);
    expect(scanText(long, 0, 199) & TEXT_HAS_NUL).toBe(TEXT_OK);
    long[100] = 0xff;
    expect(scanText(long, 0, 200) & TEXT_INVALID).toBe(TEXT_INVALID);
  });
});

describe('countZeros', () => {
  it('counts every zero at every alignment and length, whatever the other bytes are', () => {
    const rng = new Rng(1);
    const storage = Uint8Array.from({ length: 64 }, () => rng.pick([0, 0, 1, 0x7f, 0x80, 0xff]));
    for (let shift = 0; shift < 4; shift++) {
      const bytes = storage.subarray(shift);
      for (let start = 0; start < 9; start++) {
        for (let end = start; end <= bytes.length; end++) {
          const expected = bytes.subarray(start, end).filter((byte) => byte === 0).length;
          expect(countZeros(bytes, start, end), `${String(shift)} ${String(start)} ${String(end)}`).toBe(expected);
        }
      }
    }
  });
});
