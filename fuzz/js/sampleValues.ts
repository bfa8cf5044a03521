import type { ModelArray, ModelValue } from '../../src/gguf/model.ts';

const SCALARS: readonly ModelValue[] = [
  { type: 'u8', value: 255 },
  { type: 'i8', value: -1 },
  { type: 'u16', value: 0xffff },
  { type: 'i16', value: -2 },
  { type: 'u32', value: 0x7fff_ffff },
  { type: 'i32', value: -3 },
  { type: 'f32', value: 1.5 },
  { type: 'f64', value: -1e300 },
  { type: 'u64', value: 2n ** 63n },
  { type: 'i64', value: -(2n ** 62n) },
  { type: 'bool', value: true },
  { type: 'string', value: 'text é' },
];

const ARRAYS: readonly ModelArray[] = [
  { type: 'array', elementType: 'u8', elements: [1, 2, 3] },
  { type: 'array', elementType: 'i32', elements: [-1, 0, 1] },
  { type: 'array', elementType: 'f32', elements: [NaN, Infinity, 0] },
  { type: 'array', elementType: 'u64', elements: [2n ** 64n - 1n, 0n] },
  { type: 'array', elementType: 'bool', elements: [true, false] },
  { type: 'array', elementType: 'string', elements: ['', 'a', 'bb'] },
  { type: 'array', elementType: 'array', elements: [{ type: 'array', elementType: 'i8', elements: [1] }] },
];

const VALUES: readonly ModelValue[] = [...SCALARS, ...ARRAYS];

export const NUMBER_OF_VALUES = VALUES.length;

/** One value of each type, arrays of numbers, strings and arrays among them. */
export function sampleValue(index: number): ModelValue {
  return VALUES[index % VALUES.length] as ModelValue;
}
