import { f16 } from './f16.ts';
import { f32 } from './f32.ts';
import type { QuantFormat } from './format.ts';
import { q4_1 } from './q4_1.ts';
import { q8_0 } from './q8_0.ts';

/** Every tensor type the reference computes with, by its name in the tensor type table. */
export const QUANT_FORMATS: ReadonlyMap<string, QuantFormat> = new Map(
  [f32, f16, q4_1, q8_0].map((format) => [format.type, format]),
);
