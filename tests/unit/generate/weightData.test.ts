import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import { weightData, WEIGHT_TYPES } from '../../../src/generate/zoo/weightData.ts';
import { TENSOR_TYPES, tensorType } from '../../../src/gguf/tensorTypes.ts';
import { QUANT_FORMATS } from '../../../src/reference/quant/formats.ts';

const N = 256 * 200;
const SIGMA = 0.05;

/** Root mean square and mean, both over the sigma that was asked for. */
function spreadOf(name: string, seed = 5): { readonly rms: number; readonly mean: number } {
  const type = tensorType(name);
  const values = new Float64Array(N);
  const bytes = weightData(new Rng(seed), type, N, { mean: 0, sigma: SIGMA });
  QUANT_FORMATS.get(name)?.dequantize(bytes, 0, N / type.blockSize, values, 0);
  const sum = (of: (x: number) => number): number => values.reduce((total, x) => total + of(x), 0) / N;
  return { rms: Math.sqrt(sum((x) => x * x)) / SIGMA, mean: sum((x) => x) / SIGMA };
}

describe('random weights', () => {
  const dequantised = WEIGHT_TYPES.filter((name) => QUANT_FORMATS.has(name));

  it('are of every type that holds weights in files', () => {
    const inFiles = TENSOR_TYPES.filter(({ name, intermediate }) => !intermediate && !/^I\d+$/.test(name));
    expect([...WEIGHT_TYPES].sort()).toEqual(inFiles.map(({ name }) => name).sort());
    expect(dequantised.length).toBeGreaterThan(25);
  });

  it.each(dequantised)('of %s have the size that is asked for', (name) => {
    const { rms, mean } = spreadOf(name);
    // A scale of MXFP4 is a power of two: the nearest is up to √2 away.
    const most = name === 'MXFP4' ? Math.SQRT2 : 1.05;
    expect(rms).toBeGreaterThan(1 / most);
    expect(rms).toBeLessThan(most);
    // Codes of these are from −1 to 2.
    expect(Math.abs(mean)).toBeLessThan(/^T?Q2_0$/.test(name) ? 0.45 : 0.15);
  });

  it('have another size where a recipe’s is wrong', () => {
    const type = tensorType('Q8_0');
    const asFloats = weightData(new Rng(1), type, 32, { mean: 0, sigma: SIGMA * 3 });
    const values = new Float64Array(32);
    QUANT_FORMATS.get('Q8_0')?.dequantize(asFloats, 0, 1, values, 0);
    expect(Math.sqrt(values.reduce((a, x) => a + x * x, 0) / 32) / SIGMA).toBeGreaterThan(2);
  });

  it('have the mean that is asked for, where they are floats', () => {
    const bytes = weightData(new Rng(1), tensorType('F64'), 1000, { mean: 1, sigma: 0.1 });
    const values = new Float64Array(bytes.buffer);
    expect(values.reduce((a, x) => a + x, 0) / 1000).toBeCloseTo(1, 1);
    expect(Math.min(...values)).toBeGreaterThan(0.8);
  });

  it('of a part of a block, or of no weight type, are refused', () => {
    const make = (name: string, n: number) => () => weightData(new Rng(1), tensorType(name), n, { mean: 0, sigma: 1 });
    expect(make('Q4_K', 128)).toThrow(RangeError);
    expect(make('I32', 32)).toThrow(RangeError);
    expect(make('Q8_1', 32)).toThrow(RangeError);
  });
});
