/** Activations for cases, from ordinary to nasty. */
import type { Rng } from '../../core/rng.ts';

/** Row styles: each stresses another mistake. */
const STYLES = ['normal', 'uniform', 'wide', 'cancel', 'one-hot', 'tiny', 'zero-blocks', 'ties'] as const;

/** (rows, width) float32, each row in a style of its own, magnitudes up to `maxAbs`. */
export function activations(rng: Rng, rows: number, width: number, maxAbs: number): Float32Array {
  const out = new Float32Array(rows * width);
  for (let r = 0; r < rows; r++) fillRow(rng, rng.pick(STYLES), out.subarray(r * width, (r + 1) * width), maxAbs);
  return out;
}

function fillRow(rng: Rng, style: (typeof STYLES)[number], row: Float32Array, maxAbs: number): void {
  for (let i = 0; i < row.length; i++) row[i] = clamp(element(rng, style, i, row), maxAbs);
  if (style === 'one-hot') {
    row.fill(0);
    row[rng.int(0, row.length - 1)] = 1 + rng.float64();
  }
}

function element(rng: Rng, style: (typeof STYLES)[number], i: number, row: Float32Array): number {
  switch (style) {
    case 'normal':
      return rng.normal();
    case 'uniform':
      return rng.float64() * 2 - 1;
    case 'wide':
      return rng.normal() * 2 ** rng.int(-12, 12);
    case 'cancel':
      return i % 2 === 1 ? -(row[i - 1] as number) * (1 + (rng.float64() - 0.5) * 2 ** -10) : rng.normal() * 100;
    case 'one-hot':
      return 0;
    case 'tiny':
      return rng.normal() * 2 ** -60;
    case 'zero-blocks':
      return Math.floor(i / 32) % 2 === 0 ? 0 : rng.normal();
    case 'ties':
      // With an amax of 127 in each block of 32, the scale is 1 and these halves are ties of the rounding.
      return i % 32 === 0 ? 127 : rng.int(-100, 100) + (rng.uint32() % 4 === 0 ? 0.5 : 0);
  }
}

function clamp(x: number, maxAbs: number): number {
  return Math.max(-maxAbs, Math.min(maxAbs, x));
}

/**
 * Activations for the lattice: integers times one power of two, with ±127 once in every block of 32, so that an 8-bit
 * quantiser finds exactly these integers.
 */
export function latticeActivations(rng: Rng, rows: number, width: number): Float32Array {
  const unit = 2 ** rng.int(-4, 4);
  const out = new Float32Array(rows * width);
  for (let i = 0; i < out.length; i++) {
    const col = i % width;
    out[i] = (col % 32 === 0 ? rng.pick([-127, 127]) : rng.int(-127, 127)) * unit;
  }
  return out;
}

/** Small integers: every product and sum of a few of them is exact. */
export function smallIntegers(rng: Rng, n: number, max: number): Float32Array {
  return Float32Array.from({ length: n }, () => rng.int(-max, max));
}

/** Sizes around the tiles that kernels use: 1, tile − 1, tile, tile + 1. */
export function sizeAround(rng: Rng, tiles: readonly number[], max: number): number {
  const size = rng.pick(tiles) + rng.int(-1, 1);
  return Math.max(1, Math.min(max, size));
}

/** Row `row` of (rows, width). */
export function rowOf<T extends Float32Array | Float64Array>(x: T, row: number, width: number): T {
  return x.subarray(row * width, (row + 1) * width) as T;
}

/** `x` with its rows of `width` in the order of `order`. */
export function permuteRows<T extends Float32Array | Float64Array | Uint8Array>(
  x: T,
  order: readonly number[],
  width: number,
): T {
  const out = x.slice() as T;
  order.forEach((from, to) => {
    out.set(x.subarray(from * width, (from + 1) * width), to * width);
  });
  return out;
}

/** A random order of 0 … n−1. */
export function permutation(rng: Rng, n: number): readonly number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = rng.int(0, i);
    [order[i], order[j]] = [order[j] as number, order[i] as number];
  }
  return order;
}
