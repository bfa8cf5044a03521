/** The fixed numbers of the GGUF format. Source: the GGUF specification in ggml's `docs/gguf.md`. */

/** The bytes `GGUF`, in this order in files of either endianness. */
export const MAGIC: Uint8Array = Uint8Array.of(0x47, 0x47, 0x55, 0x46);

/** Magic, version (u32), tensor count (u64), key-value count (u64). */
export const HEADER_BYTES = 24;

/** Where `general.alignment` is absent. */
export const DEFAULT_ALIGNMENT = 32;

export const ALIGNMENT_KEY = 'general.alignment';
export const ARCHITECTURE_KEY = 'general.architecture';
export const TOKENS_KEY = 'tokenizer.ggml.tokens';

/** Dimensions that ggml's tensors have room for. */
export const MAX_DIMS = 4;

/** A sane upper bound: pages are 4 KiB, huge pages 2 MiB, and no writer aligns tensors to more than a page. */
export const MAX_ALIGNMENT = 2 ** 20;

/** Sizes are int64 in every C reader. */
export const MAX_INT64: bigint = 2n ** 63n - 1n;

/** Length (u64) of an empty key, type (u32), the smallest value: nothing shorter is a key-value pair. */
export const MIN_KEY_VALUE_BYTES = 8 + 4 + 1;

/** Length (u64) of an empty name, dimension count (u32), one dimension (u64), type (u32), offset (u64). */
export const MIN_TENSOR_INFO_BYTES = 8 + 4 + 8 + 4 + 8;

/** Value types in the order of their ids, 0 to 12. */
export const VALUE_TYPES = [
  'u8',
  'i8',
  'u16',
  'i16',
  'u32',
  'i32',
  'f32',
  'bool',
  'string',
  'array',
  'u64',
  'i64',
  'f64',
] as const;

export type ValueType = (typeof VALUE_TYPES)[number];

/** Bytes that one value takes at the least, by type: the exact size of scalars, a length for strings and arrays. */
export const MIN_VALUE_BYTES: Readonly<Record<ValueType, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  u32: 4,
  i32: 4,
  f32: 4,
  bool: 1,
  string: 8,
  array: 12,
  u64: 8,
  i64: 8,
  f64: 8,
};

/** The id that a file gives a value type. */
export function valueTypeId(type: ValueType): number {
  return VALUE_TYPES.indexOf(type);
}
