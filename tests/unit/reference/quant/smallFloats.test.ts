import { describe, expect, it } from 'vitest';
import { bf16ToNumber, numberToBf16 } from '../../../../src/reference/quant/bf16.ts';
import { E2M1_DOUBLED, nearestE2m1 } from '../../../../src/reference/quant/e2m1.ts';
import { e8m0ToNumber, exponentOf, numberToE8m0 } from '../../../../src/reference/quant/e8m0.ts';
import { numberToUe4m3, ue4m3ToNumber } from '../../../../src/reference/quant/ue4m3.ts';

/** A small float by its definition: sign, exponent with a bias, fraction; subnormal where the exponent is 0. */
function byDefinition(bits: number, exponentBits: number, fractionBits: number, bias: number): number {
  const sign = Math.floor(bits / 2 ** (exponentBits + fractionBits)) % 2 === 0 ? 1 : -1;
  const exponent = Math.floor(bits / 2 ** fractionBits) % 2 ** exponentBits;
  const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
  if (exponent === 0) return sign * fraction * 2 ** (1 - bias);
  return sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** Rounds every midpoint of neighbours `low`, `low + 1` and what lies on either side of it; `low` is taken for even. */
function expectNearest(low: number, toNumber: (bits: number) => number, toBits: (value: number) => number): void {
  const middle = (toNumber(low) + toNumber(low + 1)) / 2;
  const found = [toBits(middle), toBits(middle * (1 - 2 ** -40)), toBits(middle * (1 + 2 ** -40))];
  expect(found, `around ${String(middle)}`).toEqual([low % 2 === 0 ? low : low + 1, low, low + 1]);
}

describe('BF16', () => {
  it('has every value of 16 bits by the definition of a float, and encodes it back', () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = bf16ToNumber(bits);
      if (((bits >> 7) & 255) === 255) {
        const infinity = bits & 0x8000 ? -Infinity : Infinity;
        if (!Object.is(value, bits & 127 ? NaN : infinity)) expect.fail(`${bits.toString(16)}: ${String(value)}`);
        expect(numberToBf16(value)).toBe(bits & 127 ? 0x7fc0 : bits);
      } else {
        if (!Object.is(value, byDefinition(bits, 8, 7, 127))) expect.fail(`${bits.toString(16)}: ${String(value)}`);
        if (numberToBf16(value) !== bits) expect.fail(`${bits.toString(16)} comes back otherwise`);
      }
    }
  });

  it('rounds to the nearest between all neighbours, halves to even, once', () => {
    for (let bits = 0; bits < 0x7f7f; bits++) expectNearest(bits, bf16ToNumber, numberToBf16);
    expect(numberToBf16(1 + 2 ** -8 + 2 ** -45), 'two roundings would give 1').toBe(0x3f81);
  });

  it('overflows to infinity from the middle above its greatest on, and keeps the sign of zero', () => {
    const middle = (2 - 2 ** -8) * 2 ** 127;
    expect([numberToBf16(middle * (1 - 2 ** -40)), numberToBf16(middle), numberToBf16(-1e300)]).toEqual([
      0x7f7f, 0x7f80, 0xff80,
    ]);
    expect([numberToBf16(-0), numberToBf16(-5e-324)]).toEqual([0x8000, 0x8000]);
  });
});

describe('E8M0', () => {
  it('is the power of two that its bits count from -127, and encodes it back', () => {
    let expected = 2 ** -127;
    for (let bits = 0; bits < 256; bits++, expected *= 2) expect(e8m0ToNumber(bits)).toBe(expected);
    for (let bits = 0; bits < 255; bits++) expect(numberToE8m0(e8m0ToNumber(bits))).toBe(bits);
  });

  it('takes the greatest power of two that is not above, and never the bits of NaN', () => {
    for (let bits = 1; bits < 255; bits++) {
      const value = e8m0ToNumber(bits);
      expect([numberToE8m0(value * (1 - 2 ** -53)), numberToE8m0(value * (2 - 2 ** -52))]).toEqual([bits - 1, bits]);
    }
    expect([numberToE8m0(2 ** 128), numberToE8m0(Infinity)]).toEqual([254, 254]);
    expect([numberToE8m0(0), numberToE8m0(-1), numberToE8m0(NaN), numberToE8m0(5e-324)]).toEqual([0, 0, 0, 0]);
  });

  it('has exact exponents for every normal float64', () => {
    for (let e = -1022; e < 1024; e++) {
      expect([exponentOf(2 ** e), exponentOf(-(2 ** e)), exponentOf(2 ** e * (2 - 2 ** -52))]).toEqual([e, e, e]);
    }
    expect([exponentOf(0), exponentOf(5e-324), exponentOf(Infinity)]).toEqual([-1023, -1023, 1024]);
  });
});

describe('UE4M3', () => {
  it('has every value of 7 bits by the definition of a float, ignores the eighth, and encodes it back', () => {
    for (let bits = 0; bits < 127; bits++) {
      const value = byDefinition(bits, 4, 3, 7);
      expect([ue4m3ToNumber(bits), ue4m3ToNumber(bits | 0x80), numberToUe4m3(value)]).toEqual([value, value, bits]);
    }
  });

  it('gives 0 for 0x7F, which would be NaN, and 448 at most', () => {
    expect([ue4m3ToNumber(0x7f), ue4m3ToNumber(0x7e)]).toEqual([0, 448]);
    expect([448.1, 464, 1e300, Infinity].map(numberToUe4m3)).toEqual([0x7e, 0x7e, 0x7e, 0x7e]);
  });

  it('rounds to the nearest between all neighbours, halves to even', () => {
    for (let bits = 0; bits < 0x7e; bits++) expectNearest(bits, ue4m3ToNumber, numberToUe4m3);
    expect([0, -0, -1, NaN, 5e-324].map(numberToUe4m3)).toEqual([0, 0, 0, 0, 0]);
  });
});

describe('E2M1', () => {
  it('has every value of 4 bits by the definition of a float, doubled', () => {
    expect(E2M1_DOUBLED).toEqual(Array.from({ length: 16 }, (_, bits) => 2 * byDefinition(bits, 2, 1, 1)));
  });

  it('takes the nearest, halves to the smaller magnitude, zero without a sign', () => {
    for (let sixteenths = -16 * 13; sixteenths <= 16 * 13; sixteenths++) {
      const value = sixteenths / 16;
      const code = nearestE2m1(value);
      const errors = E2M1_DOUBLED.map((other) => Math.abs(other - value));
      const equals = E2M1_DOUBLED.filter((_, i) => errors[i] === Math.min(...errors)).map(Math.abs);
      expect([errors[code], Math.abs(E2M1_DOUBLED[code]!)]).toEqual([Math.min(...errors), Math.min(...equals)]);
      expect(code).not.toBe(8);
    }
  });
});
