import { roundHalfEven } from '../../core/f16.ts';
import { exponentOf } from './e8m0.ts';

/**
 * UE4M3: 8-bit float without sign, 4 bits of exponent with bias 7, 3 of fraction. The top bit is ignored; 0x7F, which would be
 * NaN, means 0 in NVFP4.
 */
export function ue4m3ToNumber(bits: number): number {
  if ((bits & 0xff) === 0x7f) return 0;
  const exponent = (bits >>> 3) & 15;
  const fraction = bits & 7;
  return exponent === 0 ? fraction * 2 ** -9 : (1 + fraction / 8) * 2 ** (exponent - 7);
}

/** The nearest UE4M3 to `value`, ties to even, as bits; 448 for what is above, and 0 for what is not positive. */
export function numberToUe4m3(value: number): number {
  if (!(value > 0)) return 0;
  const magnitude = Math.min(value, 448);
  const exponent = Math.max(-6, exponentOf(magnitude));
  return roundHalfEven(magnitude * 2 ** (3 - exponent)) + ((exponent + 6) << 3);
}
