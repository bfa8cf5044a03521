import type { TensorType } from './tensorTypes.ts';

export type { Profile } from '../core/finding.ts';

/** Types whose values are exact as a JavaScript number. */
export type NumberType = 'u8' | 'i8' | 'u16' | 'i16' | 'u32' | 'i32' | 'f32' | 'f64';
export type BigType = 'u64' | 'i64';

interface GgufNumber {
  readonly type: NumberType;
  readonly value: number;
}

interface GgufBigInt {
  readonly type: BigType;
  readonly value: bigint;
}

interface GgufBool {
  readonly type: 'bool';
  readonly value: boolean;
}

export interface GgufString {
  readonly type: 'string';
  /** Decoded when first asked for. Bytes that are not UTF-8 become U+FFFD: `bytes` has them as they are. */
  readonly value: string;
  readonly bytes: Uint8Array;
}

/** What the arrays of every element type share. They are views of the retained metadata: nothing is decoded before it is asked for. */
interface ArrayOf<E extends string, T> {
  readonly type: 'array';
  readonly elementType: E;
  readonly length: number;
  /** Throws RangeError unless `0 <= index < length`. */
  at(index: number): T;
  values(): IterableIterator<T>;
}

export interface GgufNumberArray extends ArrayOf<NumberType, number> {
  /** A copy; exact for every element type. */
  toNumbers(): Float64Array;
}

type GgufBigIntArray = ArrayOf<BigType, bigint>;
type GgufBoolArray = ArrayOf<'bool', boolean>;

export interface GgufStringArray extends ArrayOf<'string', string> {
  /** A view of element `index`, not a copy. Throws RangeError unless `0 <= index < length`. */
  bytesAt(index: number): Uint8Array;
  /**
   * Calls `visit` for every element in order with where it lies: `bytes` from `start` to `end`, the same `bytes` each time. One walk
   * that makes no object: for lists of hundreds of thousands.
   */
  forEachRange(visit: (bytes: Uint8Array, start: number, end: number, index: number) => void): void;
  toStrings(): string[];
}

type GgufNestedArray = ArrayOf<'array', GgufArray>;
export type GgufArray = GgufNumberArray | GgufBigIntArray | GgufBoolArray | GgufStringArray | GgufNestedArray;
export type GgufValue = GgufNumber | GgufBigInt | GgufBool | GgufString | GgufArray;

export interface TensorInfo {
  /** Place in the file's tensor table. */
  readonly index: number;
  readonly name: string;
  /** As in the file (ggml's `ne`): `dims[0]` is the one that is contiguous in memory. */
  readonly dims: readonly number[];
  readonly type: TensorType;
  /** From the start of the tensor data, as the file says it. */
  readonly offset: number;
  /** From the start of the file. */
  readonly fileOffset: number;
  /** Bytes of data, padding not counted. */
  readonly bytes: number;
}

/** A file that every check of the container has passed. All numbers are safe integers, all ranges lie inside the file. */
export interface GgufFile {
  readonly version: 2 | 3;
  readonly littleEndian: boolean;
  /** In file order. */
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: readonly TensorInfo[];
  readonly tensorsByName: ReadonlyMap<string, TensorInfo>;
  readonly alignment: number;
  /** Header, key-value pairs and tensor table: everything before the padding that leads to the tensor data. */
  readonly metadataBytes: number;
  /** Where tensor data starts: `metadataBytes` rounded up to `alignment`. */
  readonly dataOffset: number;
  /** Bytes of the whole file. */
  readonly size: number;
}

/**
 * What could be read of a file, whatever is wrong with it: to be judged, never to be loaded. Where something was not read, its keys and
 * tensors are those before that place, the rows left out that nobody can use.
 */
export interface GgufContent extends GgufFile {
  /** Where pair `index` of `metadata` stands. Between them stand pairs whose key was there already. */
  readonly placeOfPair: (index: number) => PairPlace;
  readonly unread: UnreadParts;
}

/** Where the parts of a key-value pair stand, from the start of the file. */
export interface PairPlace {
  readonly start: number;
  /** Of the type of its value, behind the key. */
  readonly type: number;
}

/** Which parts of a file nobody knows. */
export interface UnreadParts {
  /** True where the reading stopped among the keys, or before them. */
  readonly keys: boolean;
  /** True where it stopped among the rows of the tensor table, or before them. */
  readonly tensors: boolean;
  /** Names of rows that were read and left out. */
  readonly omitted: ReadonlySet<string>;
  /** True where it is not known where the data of tensors lies. */
  readonly places: boolean;
}
