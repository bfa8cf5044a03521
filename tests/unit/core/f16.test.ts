import { describe, expect, it } from 'vitest';
import { f16ToNumber, numberToF16, roundHalfEven } from '../../../src/core/f16.ts';

/** binary16 through binary32's bits: another way than the table's. */
function viaF32(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return (sign === 0 ? 1 : -1) * (fraction / 2 ** 24);
  const wide = exponent === 31 ? 0x7f800000 : (exponent + 112) << 23;
  return new Float32Array(Uint32Array.of(sign | wide | (fraction << 13)).buffer)[0] as number;
}

describe('binary16', () => {
  it('decodes all 65,536 patterns as binary32 does', () => {
    for (let bits = 0; bits < 65536; bits++)
      expect(Object.is(f16ToNumber(bits), viaF32(bits)) || Number.isNaN(viaF32(bits))).toBe(true);
  });

  it('encodes every value back to its own pattern', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = f16ToNumber(bits);
      if (!Number.isNaN(value)) expect(numberToF16(value)).toBe(bits);
    }
  });

  it('rounds halfway values to the even neighbour, between all neighbours', () => {
    for (let bits = 0; bits < 0x7bff; bits++) {
      const middle = (f16ToNumber(bits) + f16ToNumber(bits + 1)) / 2;
      expect(numberToF16(middle)).toBe(bits % 2 === 0 ? bits : bits + 1);
      expect(numberToF16(middle * (1 - 2 ** -40))).toBe(bits);
      expect(numberToF16(middle * (1 + 2 ** -40))).toBe(bits + 1);
    }
  });

  it('overflows to infinity from 65520 on, and keeps NaN', () => {
    expect(numberToF16(65519.99)).toBe(0x7bff);
    expect(numberToF16(65520)).toBe(0x7c00);
    expect(numberToF16(-1e300)).toBe(0xfc00);
    expect(numberToF16(NaN)).toBe(0x7e00);
    expect(numberToF16(-0)).toBe(0x8000);
  });
});

describe('roundHalfEven', () => {
  it.each([
    [0.5, 0],
    [1.5, 2],
    [2.5, 2],
    [2.49, 2],
    [2.51, 3],
  ])('rounds %d to %d', (value, expected) => {
    expect(roundHalfEven(value)).toBe(expected);
  });
});
