import { quoted } from '../../core/printable.ts';
import { HEADER_BYTES, MIN_VALUE_BYTES } from '../../gguf/constants.ts';
import type { GgufArray, GgufFile, GgufStringArray, GgufValue } from '../../gguf/types.ts';

/** A part of the metadata section. */
export interface Place {
  /** As findings name it. */
  readonly path: string;
  readonly end: number;
  /** Where the key-value pair, or the tensor table, ends. */
  readonly pairEnd: number;
}

interface Extent {
  readonly key: string;
  readonly value: GgufValue;
  /** Of the value. */
  readonly start: number;
  readonly end: number;
}

/** Says which part of the metadata an offset lies in. Worked out on first use, in one walk: sound files never ask. */
export class MetadataPlaces {
  readonly #file: GgufFile;
  #extents: readonly Extent[] | undefined;

  constructor(file: GgufFile) {
    this.#file = file;
  }

  at(offset: number): Place {
    this.#extents ??= extentsOf(this.#file);
    const extent = this.#extents[firstEndingAfter(this.#extents, offset)];
    const { metadataBytes } = this.#file;
    if (!extent) return { path: 'tensors', end: metadataBytes, pairEnd: metadataBytes };
    const path = `metadata[${quoted(extent.key)}]`;
    const { value, start, end } = extent;
    if (value.type !== 'array' || value.elementType !== 'string') return { path, end, pairEnd: end };
    const element = elementAt(value, start + 12, offset);
    return { path: `${path}[${String(element.index)}]`, end: element.end, pairEnd: end };
  }
}

/** The pairs stand one after another: u64 length and key, u32 type, value. */
function extentsOf({ metadata }: GgufFile): readonly Extent[] {
  let at = HEADER_BYTES;
  return Array.from(metadata, ([key, value]) => {
    const start = at + 8 + Buffer.byteLength(key) + 4;
    at = start + valueBytes(value);
    return { key, value, start, end: at };
  });
}

function valueBytes(value: GgufValue): number {
  if (value.type === 'array') return arrayBytes(value);
  return value.type === 'string' ? 8 + value.bytes.length : MIN_VALUE_BYTES[value.type];
}

function arrayBytes(array: GgufArray): number {
  let bytes = 12;
  if (array.elementType === 'array') for (const inner of array.values()) bytes += arrayBytes(inner);
  else if ('bytesAt' in array) for (let i = 0; i < array.length; i++) bytes += 8 + array.bytesAt(i).length;
  else bytes += array.length * MIN_VALUE_BYTES[array.elementType];
  return bytes;
}

function elementAt(array: GgufStringArray, start: number, offset: number): { index: number; end: number } {
  let end = start;
  for (let index = 0; index < array.length; index++) {
    end += 8 + array.bytesAt(index).length;
    if (offset < end) return { index, end };
  }
  return { index: 0, end };
}

function firstEndingAfter(extents: readonly Extent[], offset: number): number {
  let [low, high] = [0, extents.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((extents[middle]?.end ?? 0) > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}
