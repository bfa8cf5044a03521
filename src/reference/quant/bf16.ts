/**
 * BF16: the upper half of a binary32, little-endian.
 *
 *   byte  0        2
 *         | value  |
 *
 * Quantised to the nearest, ties to even, rounded once.
 */
import { roundHalfEven } from '../../core/f16.ts';
import { exponentOf } from './e8m0.ts';
import { floatError } from './error.ts';
import { scalarFormat } from './scalars.ts';

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

/** The value of 16 bits read as bfloat16. */
export function bf16ToNumber(bits: number): number {
  BITS[0] = bits << 16;
  return FLOAT[0] as number;
}

/** The nearest bfloat16 to `value`, ties to even, as 16 bits. NaN gives 0x7fc0. */
export function numberToBf16(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  const magnitude = Math.min(Math.abs(value), 2 ** 128);
  const unit = 2 ** (Math.max(-126, exponentOf(magnitude)) - 7);
  const rounded = roundHalfEven(magnitude / unit) * unit;
  FLOAT[0] = value < 0 || Object.is(value, -0) ? -rounded : rounded;
  return (BITS[0] as number) >>> 16;
}

export const bf16 = scalarFormat({
  type: 'BF16',
  nBytes: 2,
  error: floatError(8, 2 ** -133, (2 - 2 ** -7) * 2 ** 127),
  dequantize: (view, at, n, out, outAt) => {
    for (let i = 0; i < n; i++) out[outAt + i] = bf16ToNumber(view.getUint16(at + 2 * i, true));
  },
  put: (view, p, value) => {
    view.setUint16(p, numberToBf16(value), true);
  },
});
