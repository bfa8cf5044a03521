/** Scales in two levels, and what quantisers do where a scale is 0 or a choice is free: from the words of each file's header. */
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/core/rng.ts';
import { E2M1_DOUBLED } from '../../../../src/reference/quant/e2m1.ts';
import { QUANT_FORMATS } from '../../../../src/reference/quant/formats.ts';
import { groupScales, nearestQuant } from '../../../../src/reference/quant/groupScales.ts';
import { IQ4_VALUES, nearestIq4 } from '../../../../src/reference/quant/iq4Values.ts';
import { oddScales } from '../../../../src/reference/quant/oddScales.ts';
import { ue4m3ToNumber } from '../../../../src/reference/quant/ue4m3.ts';

const quantize = (type: string, values: ArrayLike<number>): Uint8Array =>
  QUANT_FORMATS.get(type)!.quantize(Float64Array.from(values));

describe('scales with signed codes', () => {
  it('are whole parts of the greatest magnitude', () => {
    expect(groupScales([31, -62, 15.4, 0], 31)).toEqual({ d: 2, codes: [16, -31, 8, 0], scales: [31, -62, 15.4, 0] });
  });

  it.each([
    ['zero', [0, 0]],
    ['below binary16', [31e-9, -1e-9]],
  ])('are all 0 where the greatest is %s', (_what, scales) => {
    expect(groupScales(scales, 31)).toEqual({ d: 0, codes: [0, 0], scales: [0, 0] });
  });

  it('divide by nothing where they are 0', () => {
    expect([nearestQuant(3, 0), nearestQuant(0, 0), nearestQuant(5, 2), nearestQuant(-5, 2)]).toEqual([0, 0, 3, -2]);
  });
});

describe('scales with odd multiples', () => {
  it('take the greatest to the greatest code, and what is below the smallest to the smallest', () => {
    // d = 30 / (¼ · 15) = 8, and one part is 2: the scales are 15, 1, 8 and ½ of them.
    expect(oddScales([30, 2, 16, 1], 1 / 4, 7)).toEqual({
      d: 8,
      codes: [7, 0, 4, 0],
      scales: [30, 2, 16, 2],
      pinned: [true, true, true, false],
    });
  });

  it.each([0, 15 * 2 ** -26])('are none where the greatest is %d, which leaves a d of 0 in binary16', (greatest) => {
    expect(oddScales([greatest, 0], 1, 7)).toBeUndefined();
  });

  it('are some from the first d on that binary16 has', () => {
    expect(oddScales([15 * 2 ** -24, 0], 1, 7)).toMatchObject({ d: 2 ** -24, codes: [7, 0] });
  });
});

describe('free choices', () => {
  it('the codes of IQ4 go to the lower of two that are as near', () => {
    for (let code = 0; code < 15; code++) {
      const middle = (IQ4_VALUES[code]! + IQ4_VALUES[code + 1]!) / 2;
      expect([nearestIq4(middle), nearestIq4(middle + 1e-9)]).toEqual([code, code + 1]);
    }
    expect([nearestIq4(-1e9), nearestIq4(1e9)]).toEqual([0, 15]);
  });

  it('IQ4_XS has codes 0 where no scale is left', () => {
    expect([...quantize('IQ4_XS', new Float64Array(256).fill(1e-9)).subarray(8)]).toEqual(new Array(128).fill(0));
  });

  it('Q1_0 counts zero among the positive', () => {
    const x = Float64Array.from({ length: 128 }, (_, j) => [0, -1, 1, 0, -2, 0, 0, -1][j % 8]!);
    expect([...quantize('Q1_0', x).subarray(2)]).toEqual(new Array(16).fill(0b01101101));
  });
});

/** The values of E2M1 nearest to each of `group` in parts of `d`, and the greatest difference that is left. */
function errorWith(group: readonly number[], d: number): number {
  const nearest = (x: number): number => Math.min(...E2M1_DOUBLED.map((value) => Math.abs(x - (value / 2) * d)));
  return Math.max(...group.map(nearest));
}

/** The scales that NVFP4 may take, smallest first: from the nearest to a sixth of the greatest until that is 3½ of them. */
function candidates(greatest: number): readonly number[] {
  const all = Array.from({ length: 0x7e }, (_, i) => i + 1);
  const distances = all.map((bits) => Math.abs(ue4m3ToNumber(bits) - greatest / 6));
  const first = distances.lastIndexOf(Math.min(...distances));
  return all.filter((bits, i) => i === first || (i > first && ue4m3ToNumber(bits) * 3.5 < greatest));
}

describe('the scales of NVFP4', () => {
  const rng = new Rng(77);
  const scaleOf = (group: readonly number[]): number =>
    quantize('NVFP4', [...group, ...new Array<number>(48).fill(0)])[0]!;

  it('err least of all that are allowed', () => {
    for (let k = 0; k < 300; k++) {
      const size = 2 ** rng.int(-9, 8);
      const group = Array.from({ length: 16 }, () => (k % 2 === 0 ? rng.normal() : rng.int(-6, 6)) * size * 0.9);
      const allowed = candidates(Math.max(...group.map(Math.abs)));
      const errors = allowed.map((bits) => errorWith(group, ue4m3ToNumber(bits)));
      const found = allowed.indexOf(scaleOf(group));
      expect(errors[found], `group ${String(k)}: ${String(group)}`).toBe(Math.min(...errors));
      expect(errors.indexOf(errors[found]!)).toBe(found);
    }
  });

  it('are the smaller of equals: 6 is 6 · 1 and 4 · 1½', () => {
    expect(ue4m3ToNumber(scaleOf(new Array<number>(16).fill(6)))).toBe(1);
  });

  it('leave out what brings the greatest below 3½, though it would err by nothing', () => {
    const [unit, parts] = [2 ** -9, [9, 6, 4.5, 3, 1.5]];
    const group = Array.from({ length: 16 }, (_, i) => parts[i % 5]! * unit);
    expect(errorWith(group, 3 * unit)).toBe(0);
    expect(ue4m3ToNumber(scaleOf(group))).toBe(2 * unit);
  });

  it('are 0 for zeros alone', () => {
    expect([...quantize('NVFP4', new Float64Array(64))]).toEqual(new Array(36).fill(0));
  });
});
