import { Rng } from '../../src/core/rng.ts';
import type { QuantFormat } from '../../src/reference/quant/format.ts';

/** A block of values with a name that says what is hard about it. */
export interface NamedBlock {
  readonly name: string;
  readonly x: Float64Array;
}

/** Blocks that quantisers get wrong, for any type: all lie within its range. */
export function adversarialBlocks({ blockSize, error }: QuantFormat): readonly NamedBlock[] {
  const [low, high] = error.range;
  const end = Math.min(-low, high);
  const block = (name: string, of: (i: number) => number): NamedBlock => ({
    name,
    x: Float64Array.from({ length: blockSize }, (_, i) => of(i)),
  });
  const alternating = (i: number): number => (i % 2 === 0 ? 1 : -1);
  return [
    block('zeros', () => 0),
    block('negative zeros', () => -0),
    block('one outlier', (i) => (i === blockSize >> 1 ? -end / 3 : 0)),
    block('one outlier among small', (i) => (i === blockSize - 1 ? end / 2 : (end / 1e4) * alternating(i))),
    block('the same everywhere', () => 0.1),
    block('the same everywhere, negative', () => -0.1),
    block('both signs of one magnitude', (i) => 0.75 * alternating(i)),
    block('one minus sign', (i) => (i === 0 ? -1 : 1)),
    block('the greatest', () => high),
    block('the least', () => low),
    block('the greatest and the least', (i) => (i % 2 === 0 ? high : low)),
    block('a ramp', (i) => (i / blockSize - 0.5) * 8),
    block('halves', (i) => (i - (blockSize >> 1)) / 2),
    block('all magnitudes', (i) => alternating(i >> 3) * Math.min(end, 2 ** (i - blockSize / 2))),
    block('scales that are subnormal in binary16', (i) => 3e-6 * Math.sin(i + 1)),
    block('scales below binary16', (i) => 1e-9 * Math.sin(i + 1)),
    block('subnormal in binary32', (i) => 1e-42 * Math.sin(i + 1)),
    block('subnormal in float64', (i) => (i - 3) * 5e-324),
    block('a large offset', (i) => Math.min(end / 2, 1000) + (i % 7) * 1e-3),
    block('groups of every size', (i) => alternating(i) * 2 ** -(i >> 4)),
  ];
}

/** `count` random blocks of several distributions and sizes, the same for the same seed. */
export function randomBlocks(format: QuantFormat, count: number, seed: number): readonly NamedBlock[] {
  const { blockSize, error } = format;
  const end = Math.min(-error.range[0], error.range[1]);
  return Array.from({ length: count }, (_, k) => {
    const rng = new Rng(seed * 1000 + k);
    const size = Math.min(end / 40, 2 ** rng.int(-24, 12));
    const draw = rng.pick([
      () => rng.normal(),
      () => rng.float64(),
      () => -rng.float64(),
      () => rng.normal() ** 3 / 4,
      () => rng.int(-4, 4),
    ]);
    const clip = (value: number): number => Math.max(-end, Math.min(end, value));
    return {
      name: `random block ${String(k)} of seed ${String(seed)}`,
      x: Float64Array.from({ length: blockSize }, () => clip(size * draw())),
    };
  });
}

/** The values of `bytes`, all of them. */
export function dequantized(format: QuantFormat, bytes: Uint8Array): Float64Array {
  const nBlocks = bytes.length / format.blockBytes;
  const out = new Float64Array(nBlocks * format.blockSize);
  format.dequantize(bytes, 0, nBlocks, out, 0);
  return out;
}

/** The greatest error of `quantize` on one block, in parts of what the format declares: above 1 is a broken promise. */
export function worstPart(format: QuantFormat, x: Float64Array): number {
  const back = dequantized(format, format.quantize(x));
  const bound = format.error.relative * x.reduce((a, b) => Math.max(a, Math.abs(b)), 0) + format.error.absolute;
  return x.reduce((worst, value, i) => {
    const error = Math.abs(value - back[i]!);
    return Math.max(worst, error === 0 ? 0 : error / bound);
  }, 0);
}
