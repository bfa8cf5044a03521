/** Values of keys, short to write. */
import type { ModelValue } from '../../gguf/model.ts';

export const u32 = (value: number): ModelValue => ({ type: 'u32', value });
export const f32 = (value: number): ModelValue => ({ type: 'f32', value });
export const bool = (value: boolean): ModelValue => ({ type: 'bool', value });
export const text = (value: string): ModelValue => ({ type: 'string', value });
export const u32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'u32', elements });
export const f32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'f32', elements });
export const texts = (...elements: readonly string[]): ModelValue => ({
  type: 'array',
  elementType: 'string',
  elements,
});
export const bools = (...elements: readonly boolean[]): ModelValue => ({
  type: 'array',
  elementType: 'bool',
  elements,
});
export const i32s = (...elements: readonly number[]): ModelValue => ({ type: 'array', elementType: 'i32', elements });

/** Sizes of a tiny model with two layers. */
export const TINY = {
  context_length: u32(64),
  embedding_length: u32(32),
  block_count: u32(2),
  feed_forward_length: u32(64),
} as const;

export const RMS = { 'attention.layer_norm_rms_epsilon': f32(1e-5) } as const;

/** Four heads on two of keys and values, a norm by the root of the mean square. */
export const TINY_HEADS = {
  ...TINY,
  ...RMS,
  'attention.head_count': u32(4),
  'attention.head_count_kv': u32(2),
} as const;
