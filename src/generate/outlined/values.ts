/** Values of keys, short to write. */
import type { ModelValue } from '../../gguf/model.ts';

export const u32 = (value: number): ModelValue => ({ type: 'u32', value });
export const f32 = (value: number): ModelValue => ({ type: 'f32', value });
export const bool = (value: boolean): ModelValue => ({ type: 'bool', value });
export const text = (value: string): ModelValue => ({ type: 'string', value });
export const u32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'u32', elements });
export const bools = (...elements: readonly boolean[]): ModelValue => ({
  type: 'array',
  elementType: 'bool',
  elements,
});
export const i32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'i32', elements });
export const f32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'f32', elements });
