import type { ByteSource } from '../core/byteSource.ts';
import type { TensorType } from './tensorTypes.ts';
import type { BigType, GgufArray, GgufFile, GgufValue, NumberType, TensorInfo } from './types.ts';

/** Text to write: a string as UTF-8, or bytes as they are, so that a test can write what no string can hold. */
export type Text = string | Uint8Array;

/** An array to write. Its elements all have the one element type. */
export type ModelArray =
  | { readonly type: 'array'; readonly elementType: NumberType; readonly elements: Iterable<number> }
  | { readonly type: 'array'; readonly elementType: BigType; readonly elements: Iterable<bigint> }
  | { readonly type: 'array'; readonly elementType: 'bool'; readonly elements: Iterable<boolean> }
  | { readonly type: 'array'; readonly elementType: 'string'; readonly elements: Iterable<Text> }
  | { readonly type: 'array'; readonly elementType: 'array'; readonly elements: Iterable<ModelArray> };

export type ModelValue =
  | { readonly type: NumberType; readonly value: number }
  | { readonly type: BigType; readonly value: bigint }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: Text }
  | ModelArray;

/** Tensor data that is too large to hold at once. The chunks of one pass add up to `length`. */
interface ChunkedData {
  readonly length: number;
  chunks(): Iterable<Uint8Array>;
}

export interface ModelTensor {
  readonly name: Text;
  /** In the order of the file: `dims[0]` is contiguous. */
  readonly dims: readonly (number | bigint)[];
  /** A type of the table, or any id. */
  readonly type: TensorType | number;
  readonly data: Uint8Array | ChunkedData;
  /** Written instead of the offset at which the data lies. For files that must be refused. */
  readonly offset?: number | bigint;
}

/** What a GGUF file says, as plain data. The writer checks none of it: hostile files are made of these too. */
export interface GgufModel {
  /** 3 by default. */
  readonly version?: number;
  /** True by default. */
  readonly littleEndian?: boolean;
  /** Pairs, not a map: a hostile file may have a key twice. */
  readonly metadata: readonly (readonly [key: Text, value: ModelValue])[];
  readonly tensors: readonly ModelTensor[];
  /** Of tensor data. By default what `general.alignment` says, if the writer can use it, else 32. */
  readonly alignment?: number;
}

/** Tensor data is copied in chunks of this size. */
const CHUNK_BYTES = 1 << 20;

/**
 * A parsed file as a model to write, its tensor data read from `source` when it is written. Writing it gives the same bytes back where
 * the file is canonical: tensors in order without gaps, padding of zeros and at the end too, bools 0 or 1, NaNs the one that
 * JavaScript writes.
 */
export function toModel(file: GgufFile, source: ByteSource): GgufModel {
  return {
    version: file.version,
    littleEndian: file.littleEndian,
    alignment: file.alignment,
    metadata: [...file.metadata].map(([key, value]) => [key, modelValue(value)] as const),
    tensors: file.tensors.map((tensor) => modelTensor(tensor, source)),
  };
}

function modelValue(value: GgufValue): ModelValue {
  if (value.type === 'string') return { type: 'string', value: value.bytes };
  return value.type === 'array' ? modelArray(value) : value;
}

function modelArray(array: GgufArray): ModelArray {
  if ('bytesAt' in array) {
    const elements = Array.from({ length: array.length }, (_, i) => array.bytesAt(i));
    return { type: 'array', elementType: 'string', elements };
  }
  if (array.elementType === 'array') {
    return { type: 'array', elementType: 'array', elements: Array.from(array.values(), modelArray) };
  }
  if (array.elementType === 'bool') {
    return { type: 'array', elementType: 'bool', elements: Array.from(array.values()) };
  }
  if ('toNumbers' in array) return { type: 'array', elementType: array.elementType, elements: array.toNumbers() };
  return { type: 'array', elementType: array.elementType, elements: Array.from(array.values()) };
}

function modelTensor({ name, dims, type, fileOffset, bytes }: TensorInfo, source: ByteSource): ModelTensor {
  return { name, dims, type, data: { length: bytes, chunks: () => readChunks(source, fileOffset, bytes) } };
}

function* readChunks(source: ByteSource, start: number, length: number): Iterable<Uint8Array> {
  for (let done = 0; done < length; done += CHUNK_BYTES) {
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, length - done));
    source.read(start + done, chunk);
    yield chunk;
  }
}
