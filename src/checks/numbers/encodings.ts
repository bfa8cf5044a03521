/**
 * How numbers are written in tensor data, reduced to what the scan compares: the magnitude as an unsigned integer (the bits without
 * the sign), which grows with the number's absolute value. Every class is then a range of integers.
 */
import { f16ToNumber, numberToF16 } from '../../core/f16.ts';

export type EncodingName = 'f16' | 'bf16' | 'f32' | 'f64' | 'e8m0' | 'ue4m3' | 'f16-nibbles';

export interface Encoding {
  readonly name: EncodingName;
  /** As `native/include/ff/scan.h` numbers it. */
  readonly id: number;
  /** Bytes from the first to the last that the number is made of. */
  readonly width: number;
  /** The smallest magnitude that is neither zero nor subnormal. */
  readonly minNormal: number;
  readonly infinity: number;
  /** The smallest magnitude that is no number at all. */
  readonly nan: number;
  /** The smallest magnitude whose value is over `limit`; never above `infinity`. */
  above(limit: number): number;
  /** The number of a finite magnitude. */
  valueOf(magnitude: number): number;
}

const view = new DataView(new ArrayBuffer(8));

/** The top 32 bits of a float64, with the lowest set where any bit below is: order and classes stay, and 32 bits are enough. */
function stickyHigh(value: number): number {
  view.setFloat64(0, value);
  return view.getUint32(0) | (view.getUint32(4) === 0 ? 0 : 1);
}

function f32Of(bits: number): number {
  view.setUint32(0, bits);
  return view.getFloat32(0);
}

function f64Of(high: number): number {
  view.setUint32(0, high);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

function f32Bits(value: number): number {
  view.setFloat32(0, value);
  return view.getUint32(0);
}

const half = { width: 2, minNormal: 0x0400, infinity: 0x7c00, nan: 0x7c01 } as const;
/** The smallest binary16 over `limit`, infinity included. */
function aboveHalf(limit: number): number {
  const nearest = numberToF16(limit);
  return f16ToNumber(nearest) > limit ? nearest : nearest + 1;
}

export const ENCODINGS: Readonly<Record<EncodingName, Encoding>> = {
  f16: { name: 'f16', id: 0, ...half, above: aboveHalf, valueOf: f16ToNumber },
  bf16: {
    name: 'bf16',
    id: 1,
    width: 2,
    minNormal: 0x0080,
    infinity: 0x7f80,
    nan: 0x7f81,
    above: (limit) => Math.min((f32Bits(limit) >>> 16) + 1, 0x7f80),
    valueOf: (magnitude) => f32Of(magnitude << 16),
  },
  f32: {
    name: 'f32',
    id: 2,
    width: 4,
    minNormal: 0x0080_0000,
    infinity: 0x7f80_0000,
    nan: 0x7f80_0001,
    above: (limit) => Math.min(f32Bits(limit) + 1, 0x7f80_0000),
    valueOf: f32Of,
  },
  f64: {
    name: 'f64',
    id: 3,
    width: 8,
    minNormal: 0x0010_0000,
    infinity: 0x7ff0_0000,
    nan: 0x7ff0_0001,
    above: (limit) => stickyHigh(limit) + 1,
    valueOf: f64Of,
  },
  /** OCP Microscaling Formats 1.0: 2^(e − 127), 0xFF is NaN, no zero and no infinity. The magnitude is e + 1. */
  e8m0: {
    name: 'e8m0',
    id: 4,
    width: 1,
    minNormal: 2,
    infinity: 256,
    nan: 256,
    above: (limit) => Math.floor(Math.log2(limit)) + 127 + 2,
    valueOf: (magnitude) => 2 ** (magnitude - 128),
  },
  /** Unsigned, bias 7: 0x7F is NaN and nothing sets the top bit. The greatest number is 448: none is absurd. */
  ue4m3: {
    name: 'ue4m3',
    id: 5,
    width: 1,
    minNormal: 8,
    infinity: 0x7f,
    nan: 0x7f,
    above: () => 0x7f,
    valueOf: (magnitude) => (magnitude < 8 ? magnitude / 512 : (1 + (magnitude & 7) / 8) * 2 ** ((magnitude >> 3) - 7)),
  },
  /** IQ1_M: the top nibbles of four u16, lowest first. */
  'f16-nibbles': { ...half, name: 'f16-nibbles', id: 6, width: 8, above: aboveHalf, valueOf: f16ToNumber },
};
