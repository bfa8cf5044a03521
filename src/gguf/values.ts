import { size64At } from '../core/byteReader.ts';
import { MIN_VALUE_BYTES, VALUE_TYPES } from './constants.ts';
import type { ValueType } from './constants.ts';
import { decodeStrings } from './decodeStrings.ts';
import type {
  BigType,
  GgufArray,
  GgufNumberArray,
  GgufString,
  GgufStringArray,
  GgufValue,
  NumberType,
} from './types.ts';

/** Bytes of the metadata section from its start on. */
interface Section {
  readonly bytes: Buffer;
  readonly view: DataView;
  readonly littleEndian: boolean;
}

/**
 * The metadata section as it is in the file, kept once and shared by every string and array of it: at first what the parser's window
 * holds of it, then all of it. Everything here has been validated: the views below walk it without checks.
 */
export class MetadataStore {
  #section: Section;

  constructor(window: Section) {
    this.#section = window;
  }

  get bytes(): Buffer {
    return this.#section.bytes;
  }

  get view(): DataView {
    return this.#section.view;
  }

  get littleEndian(): boolean {
    return this.#section.littleEndian;
  }

  /** Lets go of the window. */
  keep(bytes: Buffer, littleEndian: boolean): void {
    this.#section = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), littleEndian };
  }

  /** The bytes after the u64 length at `at`: a string's content. */
  stringBytes(at: number): Uint8Array {
    const { bytes, view, littleEndian } = this.#section;
    const start = at + 8;
    return bytes.subarray(start, start + size64At(view, at, littleEndian));
  }

  /** As {@link stringBytes}, decoded. */
  text(at: number): string {
    const { bytes, view, littleEndian } = this.#section;
    const start = at + 8;
    return bytes.toString('utf8', start, start + size64At(view, at, littleEndian));
  }

  /** `length` strings, the length of the first of which stands at `start`, decoded. */
  texts(start: number, length: number): string[] {
    const { bytes: buffer, view, littleEndian } = this.#section;
    return decodeStrings({ buffer, view, littleEndian, start, length });
  }
}

/** UTF-8 as a string; what is not UTF-8 becomes U+FFFD. A byte order mark is kept. Buffer does this three times as fast as TextDecoder. */
export function decodeText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}

/** Reads a scalar of a type whose values are exact as a number. */
export function numberAt(view: DataView, type: NumberType, at: number, littleEndian: boolean): number {
  switch (type) {
    case 'u8':
      return view.getUint8(at);
    case 'i8':
      return view.getInt8(at);
    case 'u16':
      return view.getUint16(at, littleEndian);
    case 'i16':
      return view.getInt16(at, littleEndian);
    case 'u32':
      return view.getUint32(at, littleEndian);
    case 'i32':
      return view.getInt32(at, littleEndian);
    case 'f32':
      return view.getFloat32(at, littleEndian);
    case 'f64':
      return view.getFloat64(at, littleEndian);
  }
}

function bigIntAt(view: DataView, type: BigType, at: number, littleEndian: boolean): bigint {
  return type === 'u64' ? view.getBigUint64(at, littleEndian) : view.getBigInt64(at, littleEndian);
}

/** A string value. `at` is where its length stands. */
class StringValue implements GgufString {
  readonly type = 'string';
  readonly #store: MetadataStore;
  readonly #at: number;
  #decoded: string | undefined;

  constructor(store: MetadataStore, at: number) {
    this.#store = store;
    this.#at = at;
  }

  get bytes(): Uint8Array {
    return this.#store.stringBytes(this.#at);
  }

  get value(): string {
    this.#decoded ??= this.#store.text(this.#at);
    return this.#decoded;
  }
}

abstract class ArrayView<E extends ValueType, T> {
  readonly type = 'array';
  readonly elementType: E;
  readonly length: number;
  protected readonly store: MetadataStore;
  /** Where the first element begins in the metadata section. */
  protected readonly start: number;

  constructor(store: MetadataStore, elementType: E, start: number, length: number) {
    this.store = store;
    this.elementType = elementType;
    this.start = start;
    this.length = length;
  }

  at(index: number): T {
    this.checkIndex(index);
    return this.read(index);
  }

  *values(): IterableIterator<T> {
    for (let i = 0; i < this.length; i++) yield this.read(i);
  }

  protected abstract read(index: number): T;

  protected checkIndex(index: number): void {
    if (Number.isInteger(index) && index >= 0 && index < this.length) return;
    throw new RangeError(`expected an index from 0 to ${String(this.length - 1)}, found ${String(index)}`);
  }
}

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

const TYPED_ARRAYS = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  u32: Uint32Array,
  i32: Int32Array,
  f32: Float32Array,
  f64: Float64Array,
} as const satisfies Record<NumberType, unknown>;

class NumberArray extends ArrayView<NumberType, number> implements GgufNumberArray {
  toNumbers(): Float64Array {
    const { bytes, view, littleEndian } = this.store;
    const size = MIN_VALUE_BYTES[this.elementType];
    // Elements in the machine's order: V8 converts them several times as fast as they can be asked for.
    if (littleEndian === HOST_IS_LITTLE_ENDIAN || size === 1) {
      // A copy where they are aligned: `slice` of the Buffer that `bytes` may be is a view.
      const copy = new Uint8Array(bytes.subarray(this.start, this.start + size * this.length));
      return new Float64Array(new TYPED_ARRAYS[this.elementType](copy.buffer, 0, this.length));
    }
    const numbers = new Float64Array(this.length);
    for (let i = 0; i < numbers.length; i++) {
      numbers[i] = numberAt(view, this.elementType, this.start + i * size, littleEndian);
    }
    return numbers;
  }

  protected override read(index: number): number {
    const at = this.start + index * MIN_VALUE_BYTES[this.elementType];
    return numberAt(this.store.view, this.elementType, at, this.store.littleEndian);
  }
}

class BigIntArray extends ArrayView<BigType, bigint> {
  protected override read(index: number): bigint {
    return bigIntAt(this.store.view, this.elementType, this.start + index * 8, this.store.littleEndian);
  }
}

class BoolArray extends ArrayView<'bool', boolean> {
  protected override read(index: number): boolean {
    return this.store.bytes[this.start + index] !== 0;
  }
}

/** Elements of varying size. Where each begins is worked out on first use, in one walk: four bytes an element. */
abstract class IndexedArray<E extends 'string' | 'array', T> extends ArrayView<E, T> {
  #offsets: Uint32Array | undefined;

  /** Where element `index` begins in the metadata section. */
  protected offsetOf(index: number): number {
    this.#offsets ??= this.#buildOffsets();
    return this.#offsets[index] as number;
  }

  #buildOffsets(): Uint32Array {
    const offsets = new Uint32Array(this.length);
    let at = this.start;
    for (let i = 0; i < offsets.length; i++) {
      offsets[i] = at;
      at = endOfElement(this.store, this.elementType, at);
    }
    return offsets;
  }
}

class StringArray extends IndexedArray<'string', string> implements GgufStringArray {
  bytesAt(index: number): Uint8Array {
    this.checkIndex(index);
    return this.store.stringBytes(this.offsetOf(index));
  }

  forEachRange(visit: (bytes: Uint8Array, start: number, end: number, index: number) => void): void {
    const { bytes, view, littleEndian } = this.store;
    for (let index = 0, at = this.start; index < this.length; index++) {
      const start = at + 8;
      at = start + size64At(view, at, littleEndian);
      visit(bytes, start, at, index);
    }
  }

  toStrings(): string[] {
    return this.store.texts(this.start, this.length);
  }

  protected override read(index: number): string {
    return this.store.text(this.offsetOf(index));
  }
}

class NestedArray extends IndexedArray<'array', GgufArray> {
  protected override read(index: number): GgufArray {
    return arrayAt(this.store, this.offsetOf(index));
  }
}

/** The validated value whose type (u32) stands at `at`: a scalar, or a view. */
export function valueAt(store: MetadataStore, at: number): GgufValue {
  const { bytes, view, littleEndian } = store;
  const type = VALUE_TYPES[view.getUint32(at, littleEndian)] as ValueType;
  if (type === 'string') return new StringValue(store, at + 4);
  if (type === 'array') return arrayAt(store, at + 4);
  if (type === 'bool') return { type, value: bytes[at + 4] !== 0 };
  if (type === 'u64' || type === 'i64') return { type, value: bigIntAt(view, type, at + 4, littleEndian) };
  return { type, value: numberAt(view, type, at + 4, littleEndian) };
}

/** A view of the validated array whose element type (u32) and length (u64) stand at `at`. */
function arrayAt(store: MetadataStore, at: number): GgufArray {
  const { view, littleEndian } = store;
  const elementType = VALUE_TYPES[view.getUint32(at, littleEndian)] as ValueType;
  return arrayView(store, elementType, at + 12, size64At(view, at + 4, littleEndian));
}

/** A view of `length` validated elements that begin at `start`. */
function arrayView(store: MetadataStore, elementType: ValueType, start: number, length: number): GgufArray {
  if (elementType === 'string') return new StringArray(store, elementType, start, length);
  if (elementType === 'array') return new NestedArray(store, elementType, start, length);
  if (elementType === 'bool') return new BoolArray(store, elementType, start, length);
  if (elementType === 'u64' || elementType === 'i64') return new BigIntArray(store, elementType, start, length);
  return new NumberArray(store, elementType, start, length);
}

/** Where the string or array that begins at `at` ends. */
function endOfElement(store: MetadataStore, elementType: ValueType, at: number): number {
  if (elementType === 'string') return at + 8 + size64At(store.view, at, store.littleEndian);
  const inner = VALUE_TYPES[store.view.getUint32(at, store.littleEndian)] as ValueType;
  const length = size64At(store.view, at + 4, store.littleEndian);
  if (inner !== 'string' && inner !== 'array') return at + 12 + length * MIN_VALUE_BYTES[inner];
  let end = at + 12;
  for (let i = 0; i < length; i++) end = endOfElement(store, inner, end);
  return end;
}
