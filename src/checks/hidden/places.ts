import { quoted } from '../../core/printable.ts';
import { MIN_VALUE_BYTES } from '../../gguf/constants.ts';
import type { GgufArray, GgufContent, GgufStringArray, GgufValue } from '../../gguf/types.ts';

/** A part of the metadata section. */
export interface Place {
  /** As findings name it. */
  readonly path: string;
  readonly end: number;
  /** Where the key-value pair, or the tensor table, ends. */
  readonly pairEnd: number;
}

/** A pair and where it stands. */
interface Extent {
  readonly key: string;
  readonly value: GgufValue;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** Says which part of the metadata an offset lies in. Worked out on first use, in one walk: sound files never ask. */
export class MetadataPlaces {
  readonly #content: GgufContent;
  #extents: readonly Extent[] | undefined;

  constructor(content: GgufContent) {
    this.#content = content;
  }

  at(offset: number): Place {
    this.#extents ??= extentsOf(this.#content);
    const extent = this.#extents[firstEndingAfter(this.#extents, offset)];
    if (!extent) return this.#behind();
    const { key, value, start, valueStart, end } = extent;
    if (offset < start) return { path: 'metadata', end: start, pairEnd: start };
    const path = `metadata[${quoted(key)}]`;
    if (value.type !== 'array' || value.elementType !== 'string') return { path, end, pairEnd: end };
    const element = elementAt(value, valueStart + 12, offset);
    return { path: `${path}[${String(element.index)}]`, end: element.end, pairEnd: end };
  }

  /** Behind the pairs that were kept: the tensor table, or a last pair whose key was there already. */
  #behind(): Place {
    const { metadataBytes, unread } = this.#content;
    return { path: unread.keys ? 'metadata' : 'tensors', end: metadataBytes, pairEnd: metadataBytes };
  }
}

function extentsOf({ metadata, placeOfPair }: GgufContent): readonly Extent[] {
  return Array.from(metadata, ([key, value], index) => {
    const { start, type } = placeOfPair(index);
    const valueStart = type + 4;
    return { key, value, start, valueStart, end: valueStart + valueBytes(value) };
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
