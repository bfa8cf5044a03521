import { describe, expect, it } from 'vitest';
import { ByteReader } from '../../../src/core/byteReader.ts';
import { countingSource } from '../../../corpus/ggufBytes.ts';

const MIB = 2 ** 20;

describe('ByteReader', () => {
  it('reads integers in either byte order', () => {
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    const reader = new ByteReader(countingSource(bytes));
    expect([reader.u8(), reader.u32(), reader.u64()]).toEqual([1, 0x05040302, 0x0d0c0b0a09080706n]);
    reader.position = 0;
    reader.littleEndian = false;
    expect([reader.u8(), reader.u32(), reader.u64()]).toEqual([1, 0x02030405, 0x060708090a0b0c0dn]);
  });

  it('says Infinity for a 64-bit size that is not a safe integer, and the exact value up to there', () => {
    for (const littleEndian of [true, false]) {
      const view = new DataView(new ArrayBuffer(24));
      [2n ** 53n - 1n, 2n ** 53n, 2n ** 64n - 1n].forEach((value, i) => {
        view.setBigUint64(8 * i, value, littleEndian);
      });
      const reader = new ByteReader(countingSource(new Uint8Array(view.buffer)));
      reader.littleEndian = littleEndian;
      expect([reader.size64(), reader.size64(), reader.size64()]).toEqual([2 ** 53 - 1, Infinity, Infinity]);
    }
  });

  it('refuses bytes past the end of the source or past the limit, and Infinity of them', () => {
    const reader = new ByteReader(countingSource(new Uint8Array(10)), 8);
    expect(reader.need(8)).toBe(true);
    expect(reader.need(9)).toBe(false);
    expect(reader.need(Infinity)).toBe(false);
    expect(reader.remaining).toBe(10);
  });

  it('throws instead of yielding zeros when bytes are read that are not there', () => {
    const reader = new ByteReader(countingSource(Uint8Array.of(1, 2, 3)));
    expect(() => reader.u32()).toThrow(RangeError);
    expect(() => new ByteReader(countingSource(new Uint8Array(0))).u8()).toThrow(RangeError);
  });

  it('grows its window by doubling: each byte is read once, and at most twice what is needed', () => {
    const bytes = new Uint8Array(9 * MIB).fill(7);
    const source = countingSource(bytes);
    const reader = new ByteReader(source);
    expect(source.bytesRead).toBe(MIB);
    reader.position = 3 * MIB - 1;
    expect(reader.need(1)).toBe(true);
    expect(source.bytesRead).toBe(3 * MIB);
    expect(reader.need(2)).toBe(true);
    expect(source.bytesRead).toBe(6 * MIB);
    expect(reader.bytes.every((byte) => byte === 7)).toBe(true);
    expect(reader.need(6 * MIB + 1)).toBe(true);
    expect(source.bytesRead).toBe(9 * MIB);
  });
});
