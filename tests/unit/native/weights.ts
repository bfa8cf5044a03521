import { f16ToNumber, numberToF16 } from '../../../src/core/f16.ts';
import type { Rng } from '../../../src/core/rng.ts';
import type { WeightData } from '../../../src/engine/engine.ts';

/** The weight formats of the CPU engine. */
export const FORMATS = ['F32', 'F16', 'Q4_1', 'Q8_0'] as const;
export type FormatName = (typeof FORMATS)[number];

const BLOCK_BYTES: Readonly<Record<FormatName, number>> = { F32: 4, F16: 2, Q4_1: 20, Q8_0: 34 };
export const BLOCK_SIZE: Readonly<Record<FormatName, number>> = { F32: 1, F16: 1, Q4_1: 32, Q8_0: 32 };

export function floats(rng: Rng, n: number, scale = 1): Float32Array {
  return Float32Array.from({ length: n }, () => rng.normal() * scale);
}

/** Random blocks: any quants, scales of either sign, minima of either sign; elements of the size of a few `scale`. */
export function randomWeight(rng: Rng, type: FormatName, rows: number, cols: number, scale = 1): WeightData {
  const blocks = (rows * cols) / BLOCK_SIZE[type];
  const bytes = rng.bytes(new Uint8Array(blocks * BLOCK_BYTES[type]));
  const view = new DataView(bytes.buffer);
  for (let b = 0; b < blocks; b++) {
    const at = b * BLOCK_BYTES[type];
    if (type === 'F32') view.setFloat32(at, rng.normal() * scale, true);
    else view.setUint16(at, numberToF16(rng.normal() * scale * (type === 'F16' ? 1 : 0.1)), true);
    if (type === 'Q4_1') view.setUint16(at + 2, numberToF16(rng.normal() * scale), true);
  }
  return { type, rows, cols, bytes };
}

/** Every element in float64, by the formats' definitions. */
export function dequantise({ type, rows, cols, bytes }: WeightData): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: rows * cols }, (_, i) => {
    const block = Math.floor(i / 32);
    const j = i % 32;
    if (type === 'F32') return view.getFloat32(4 * i, true);
    if (type === 'F16') return f16ToNumber(view.getUint16(2 * i, true));
    if (type === 'Q8_0') return f16ToNumber(view.getUint16(34 * block, true)) * view.getInt8(34 * block + 2 + j);
    const packed = view.getUint8(20 * block + 4 + (j % 16));
    const quant = j < 16 ? packed & 15 : packed >> 4;
    return f16ToNumber(view.getUint16(20 * block, true)) * quant + f16ToNumber(view.getUint16(20 * block + 2, true));
  });
}
