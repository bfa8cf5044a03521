/** Random weights of any tensor type, of a chosen standard deviation. */
import { numberToF16 } from '../../core/f16.ts';
import type { Rng } from '../../core/rng.ts';
import type { TensorType } from '../../gguf/tensorTypes.ts';
import { BLOCK_RECIPES, type BlockRecipe, type ScaleField } from './blockRecipes.ts';

/** Writes one number, little-endian. */
type PutNumber = (view: DataView, at: number, value: number) => void;

const FLOATS: ReadonlyMap<string, PutNumber> = new Map<string, PutNumber>([
  [
    'F32',
    (view, at, value) => {
      view.setFloat32(at, value, true);
    },
  ],
  [
    'F16',
    (view, at, value) => {
      view.setUint16(at, numberToF16(value), true);
    },
  ],
  // The two high bytes of a float32: cut, not rounded, which a random weight does not mind.
  [
    'BF16',
    (view, at, value) => {
      view.setUint16(at, float32Bits(value) >>> 16, true);
    },
  ],
  [
    'F64',
    (view, at, value) => {
      view.setFloat64(at, value, true);
    },
  ],
]);

/** Types that a vector may have. */
const FLOAT_TYPES: readonly string[] = [...FLOATS.keys()];

/** Types that a matrix may have: floats and blocks. Integers are no weights. */
export const WEIGHT_TYPES: readonly string[] = [...FLOAT_TYPES, ...BLOCK_RECIPES.keys()];

export interface Spread {
  readonly mean: number;
  /** Standard deviation. */
  readonly sigma: number;
}

/**
 * Bytes of `n` elements. Floats are uniform about the mean; blocks are random bits behind scales that give them the spread, and their
 * mean is about 0 whatever is asked. Throws RangeError on a type that is not in {@link WEIGHT_TYPES}, and where n is no whole number of
 * blocks.
 */
export function weightData(rng: Rng, type: TensorType, n: number, spread: Spread): Uint8Array {
  if (n % type.blockSize !== 0) {
    const expected = `a multiple of ${String(type.blockSize)} elements of ${type.name}`;
    throw new RangeError(`expected ${expected}, found ${String(n)}`);
  }
  const put = FLOATS.get(type.name);
  if (put) return floats(rng, put, { n, width: type.blockBytes }, spread);
  const recipe = BLOCK_RECIPES.get(type.name);
  if (!recipe) throw new RangeError(`expected a type of ${WEIGHT_TYPES.join(', ')}, found ${type.name}`);
  return blocks(rng, recipe, { n: n / type.blockSize, width: type.blockBytes }, spread.sigma);
}

/** How many, of how many bytes each. */
interface Extent {
  readonly n: number;
  readonly width: number;
}

function floats(rng: Rng, put: PutNumber, { n, width }: Extent, { mean, sigma }: Spread): Uint8Array {
  const view = new DataView(new ArrayBuffer(n * width));
  // A uniform number's deviation is its range over √12. Cheaper than a normal one, and as good to multiply with.
  const range = (sigma * Math.sqrt(12)) / 2 ** 32;
  for (let i = 0; i < n; i++) put(view, i * width, mean + (rng.uint32() - 2 ** 31) * range);
  return new Uint8Array(view.buffer);
}

function blocks(rng: Rng, { rms, scales }: BlockRecipe, { n, width }: Extent, sigma: number): Uint8Array {
  const view = randomBits(rng, n * width);
  for (const { at, as, times } of scales) {
    const bits = SCALE_BITS[as]((sigma / rms) * times);
    for (let b = 0; b < n; b++) putScale(view, b * width + at, as, bits);
  }
  return new Uint8Array(view.buffer, 0, n * width);
}

function randomBits(rng: Rng, bytes: number): DataView {
  const view = new DataView(new ArrayBuffer(Math.ceil(bytes / 4) * 4));
  for (let at = 0; at < bytes; at += 4) view.setUint32(at, rng.uint32(), true);
  return view;
}

const SCALE_BITS: Readonly<Record<ScaleField['as'], (value: number) => number>> = {
  f16: numberToF16,
  'f16-top-nibbles': numberToF16,
  // OCP Microscaling Formats 1.0: 2^(bits − 127).
  e8m0: (value) => Math.round(Math.log2(value)) + 127,
  ue4m3: nearestUe4m3,
};

/** Four bits of exponent with bias 7, three of fraction, no sign. 0x7F is left out: it is no number. */
function nearestUe4m3(value: number): number {
  const exponent = Math.max(1, Math.floor(Math.log2(value)) + 7);
  const steps = Math.round((value / 2 ** (exponent - 7)) * 8);
  return Math.min(0x7e, (exponent - 1) * 8 + steps);
}

function putScale(view: DataView, at: number, as: ScaleField['as'], bits: number): void {
  if (as === 'f16') view.setUint16(at, bits, true);
  else if (as !== 'f16-top-nibbles') view.setUint8(at, bits);
  else {
    for (let i = 0; i < 4; i++) {
      const high = at + 2 * i + 1;
      view.setUint8(high, (view.getUint8(high) & 15) | (((bits >>> (4 * i)) & 15) << 4));
    }
  }
}

function float32Bits(value: number): number {
  SCRATCH.setFloat32(0, value);
  return SCRATCH.getUint32(0);
}

const SCRATCH = new DataView(new ArrayBuffer(4));
