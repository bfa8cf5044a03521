import { describe, expect, it } from 'vitest';
import { FleaError } from '../../../../src/core/errors.ts';
import { Rng } from '../../../../src/core/rng.ts';
import type { QuantFormat } from '../../../../src/reference/quant/format.ts';
import { QUANT_FORMATS } from '../../../../src/reference/quant/formats.ts';
import {
  adversarialBlocks,
  dequantized,
  randomBlocks,
  worstPart,
  type NamedBlock,
} from '../../../support/quantBlocks.ts';

const FORMATS = [...QUANT_FORMATS.values()];
const BLOCKS = new Map<string, readonly NamedBlock[]>(
  FORMATS.map((format) => [format.type, [...adversarialBlocks(format), ...randomBlocks(format, 40, 20261123)]]),
);

/** Types with a minimum: at the ends of the range, they may give values beyond it. */
const WITH_MINIMUM = ['Q4_1', 'Q5_1', 'Q2_K', 'Q4_K', 'Q5_K'];

/** Blocks whose error is above what the format declares. */
function broken(format: QuantFormat): readonly string[] {
  const blocks = BLOCKS.get(format.type)!;
  return blocks.filter(({ x }) => !(worstPart(format, x) <= 1)).map(({ name }) => name);
}

function codeOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof FleaError) return error.code;
    throw error;
  }
  return 'none';
}

/** `format` whose bytes are spoilt by `spoil` after quantising. */
function spoilt(type: string, spoil: (bytes: Uint8Array) => void): QuantFormat {
  const format = QUANT_FORMATS.get(type)!;
  return {
    ...format,
    quantize(values) {
      const bytes = format.quantize(values);
      spoil(bytes);
      return bytes;
    },
  };
}

describe('the declared error', () => {
  it.each(FORMATS)('$type: holds on adversarial and random blocks', (format) => {
    expect(broken(format)).toEqual([]);
  });

  it.each(FORMATS.filter(({ type }) => type !== 'F64'))(
    '$type: is reached by half, or by four tenths where points of a grid are chosen',
    (format) => {
      const worst = BLOCKS.get(format.type)!.map(({ x }) => worstPart(format, x));
      expect(Math.max(...worst)).toBeGreaterThan(/^IQ[123]/.test(format.type) ? 0.4 : 0.5);
    },
  );

  it('F64 loses nothing', () => {
    const format = QUANT_FORMATS.get('F64')!;
    for (const { x } of BLOCKS.get('F64')!) expect([...dequantized(format, format.quantize(x))]).toEqual([...x]);
  });

  it('is broken by nibbles exchanged, a scale too great, a group with the scale of the next', () => {
    const exchanged = spoilt('Q4_0', (bytes) => {
      for (let j = 2; j < 18; j++) bytes[j] = (bytes[j]! >> 4) | ((bytes[j]! & 15) << 4);
    });
    const doubled = spoilt('Q8_0', (bytes) => {
      bytes[1] = Math.min(0x78, bytes[1]! + 1);
    });
    const moved = spoilt('Q6_K', (bytes) => {
      bytes.copyWithin(192, 193, 208);
    });
    for (const format of [exchanged, doubled, moved]) expect(broken(format)).toContain('one outlier');
  });
});

/** Root mean square of the error on normal numbers, in parts of that of the numbers: what to expect of weights. */
const TYPICAL = new Map([
  ['Q4_0', 0.088],
  ['Q4_1', 0.08],
  ['Q5_0', 0.044],
  ['Q5_1', 0.039],
  ['Q8_0', 0.0056],
  ['Q8_1', 0.0056],
  ['Q2_K', 0.35],
  ['Q3_K', 0.21],
  ['Q4_K', 0.083],
  ['Q5_K', 0.043],
  ['Q6_K', 0.021],
  ['Q8_K', 0.0073],
  ['IQ1_S', 0.63],
  ['IQ1_M', 0.54],
  ['IQ2_XXS', 0.37],
  ['IQ2_XS', 0.32],
  ['IQ2_S', 0.27],
  ['IQ3_XXS', 0.2],
  ['IQ3_S', 0.15],
  ['IQ4_NL', 0.083],
  ['IQ4_XS', 0.084],
  ['TQ1_0', 0.83],
  ['TQ2_0', 0.83],
  ['MXFP4', 0.12],
  ['NVFP4', 0.092],
  ['Q1_0', 0.62],
  ['Q2_0', 0.41],
]);

describe('the typical error', () => {
  const rng = new Rng(5);
  const normal = Float64Array.from({ length: 256 * 16 }, () => rng.normal());

  function typicalError(format: QuantFormat): number {
    const back = dequantized(format, format.quantize(normal));
    const squares = (x: Float64Array): number => x.reduce((sum, value) => sum + value * value, 0);
    return Math.sqrt(squares(normal.map((value, i) => value - back[i]!)) / squares(normal));
  }

  it('is listed for every type of blocks', () => {
    const types = FORMATS.filter(({ blockSize }) => blockSize > 1).map(({ type }) => type);
    expect([...TYPICAL.keys()].sort()).toEqual(types.sort());
  });

  it.each([...TYPICAL])('%s: at most %d of normal numbers', (type, most) => {
    expect(typicalError(QUANT_FORMATS.get(type)!)).toBeLessThan(most);
  });

  it('is above that where points are not the nearest, or the signs are of the neighbour', () => {
    const points = spoilt('IQ2_S', (bytes) => {
      for (let at = 0; at < bytes.length; at += 82) for (let i = 2; i < 34; i++) bytes[at + i]! ^= 1;
    });
    const signs = spoilt('IQ3_XXS', (bytes) => {
      for (let at = 0; at < bytes.length; at += 98) for (let i = 66; i < 98; i += 4) bytes[at + i]! ^= 6;
    });
    expect(typicalError(points)).toBeGreaterThan(TYPICAL.get('IQ2_S')!);
    expect(typicalError(signs)).toBeGreaterThan(TYPICAL.get('IQ3_XXS')!);
  });
});

describe('what dequantize makes of quantised blocks', () => {
  it.each(FORMATS)('$type: quantises to the same values', (format) => {
    const [low, high] = format.error.range;
    let compared = 0;
    for (const { name, x } of BLOCKS.get(format.type)!) {
      const values = dequantized(format, format.quantize(x));
      if (values.every((value) => value >= low && value <= high)) {
        const again = dequantized(format, format.quantize(values));
        const at = again.findIndex((value, i) => value !== values[i]);
        expect(at, `${name}: ${String(again[at])}, not ${String(values[at])}`).toBe(-1);
        compared++;
      } else {
        expect(WITH_MINIMUM, name).toContain(format.type);
        expect(codeOf(() => format.quantize(values))).toBe('quant/range');
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  it.each(FORMATS)('$type: are zeros for zeros', (format) => {
    const values = dequantized(format, format.quantize(new Float64Array(2 * format.blockSize)));
    expect(values.every((value) => value === 0)).toBe(true);
  });
});

describe('quantize', () => {
  it.each(FORMATS)('$type: takes blocks one by one, wherever they lie, and leaves the values alone', (format) => {
    const blocks = BLOCKS.get(format.type)!.slice(-3);
    const together = new Float64Array(blocks.flatMap(({ x }) => [...x]));
    const before = [...together];
    const bytes = format.quantize(together);
    expect([...together]).toEqual(before);
    expect([...bytes]).toEqual(blocks.flatMap(({ x }) => [...format.quantize(x)]));
    expect(bytes).toHaveLength(3 * format.blockBytes);
    expect(format.quantize(new Float64Array(0))).toHaveLength(0);
  });

  it.each(FORMATS)('$type: refuses what is not finite, out of range, or no whole block', (format) => {
    const { blockSize, error } = format;
    const withLast = (value: number): Float64Array => new Float64Array(blockSize).fill(value, blockSize - 1);
    for (const value of [NaN, Infinity, -Infinity]) {
      expect(codeOf(() => format.quantize(withLast(value)))).toBe('quant/not-finite');
    }
    for (const end of error.range) {
      expect(codeOf(() => format.quantize(withLast(end)))).toBe('none');
      const beyond = end * (1 + 2 ** -20) + Math.sign(end);
      if (Number.isFinite(beyond)) expect(codeOf(() => format.quantize(withLast(beyond)))).toBe('quant/range');
    }
    const ragged = codeOf(() => format.quantize(new Float64Array(blockSize + 1)));
    expect(ragged).toBe(blockSize === 1 ? 'none' : 'quant/length');
  });

  it.each([
    ['Q4_0', new Float64Array(33), 'Q4_0: expected a multiple of 32 values, found 33'],
    ['Q8_0', new Float64Array(32).fill(NaN, 7, 9), 'Q8_0: expected finite values, found NaN at element 7'],
    ['I8', Float64Array.of(127, -128, 128), 'I8: expected -128 to 127, found 128 at element 2'],
  ])('%s: says what was expected, what was found and where', (type, values, message) => {
    expect(() => QUANT_FORMATS.get(type)!.quantize(values)).toThrow(new RegExp(`^${message}$`));
  });
});
