import { keyedHash } from '../core/keyedHash.ts';
import type { GgufStringArray } from '../gguf/types.ts';

const EMPTY = -1;

/**
 * Byte strings by id and ids by byte string: what a vocabulary is to a tokenizer. The strings lie end to end in one buffer and are
 * found through a table of open addressing, at a fifth of the cost of a Map of decoded strings. A string that is added again keeps
 * its first id; {@link TokenTable.append} gives it another one all the same.
 */
export class TokenTable {
  #bytes = new Uint8Array(1 << 12);
  /** Where each string ends; it begins where the one before ends. */
  #ends = new Uint32Array(1 << 8);
  #slots = new Int32Array(1 << 9).fill(EMPTY);
  #hashes = new Int32Array(1 << 8);
  #size = 0;
  #maxLength = 0;
  /** Ids, in order, whose string has a lower id too. */
  readonly duplicates: number[] = [];

  constructor(strings: Iterable<Uint8Array> = []) {
    for (const string of strings) this.append(string);
  }

  /** Makes room for `count` strings in all. */
  reserve(count: number): void {
    if (count <= this.#ends.length) return;
    this.#ends = grown(this.#ends, count, Uint32Array);
    this.#hashes = grown(this.#hashes, count, Int32Array);
    if (this.#size === 0) this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * count))).fill(EMPTY);
  }

  /** One of the same strings under the same ids, to which more can be added. */
  copy(): TokenTable {
    const copy = new TokenTable();
    copy.#bytes = this.#bytes.slice();
    copy.#ends = this.#ends.slice();
    copy.#slots = this.#slots.slice();
    copy.#hashes = this.#hashes.slice();
    copy.#size = this.#size;
    copy.#maxLength = this.#maxLength;
    return copy;
  }

  get size(): number {
    return this.#size;
  }

  /** Bytes of the longest string. */
  get maxLength(): number {
    return this.#maxLength;
  }

  /** The id of `bytes[start..end)`, or −1. */
  find(bytes: Uint8Array, start = 0, end = bytes.length): number {
    if (end - start > this.#maxLength) return EMPTY;
    return this.#slots[this.#slotOf(bytes, start, end, keyedHash(bytes, start, end))] as number;
  }

  /** The id of `bytes[start..end)`, which is added when it is new. */
  add(bytes: Uint8Array, start = 0, end = bytes.length): number {
    const known = this.find(bytes, start, end);
    return known === EMPTY ? this.append(bytes, start, end) : known;
  }

  /** Adds a string under the next id. `find` goes on to say the first one. */
  append(bytes: Uint8Array, start = 0, end = bytes.length): number {
    const id = this.#store(bytes, start, end);
    if (2 * this.#size > this.#slots.length) this.#rehash();
    this.#place(id);
    return id;
  }

  /**
   * Adds strings under the next ids. They are all stored before the first is placed: a processor then waits for many places of the
   * table at once, and a large vocabulary takes two thirds of the time.
   */
  appendAll(strings: Pick<GgufStringArray, 'length' | 'forEachRange'>): void {
    const first = this.#size;
    this.reserve(first + strings.length);
    strings.forEachRange((bytes, start, end) => this.#store(bytes, start, end));
    while (2 * this.#size > this.#slots.length) this.#rehash();
    for (let id = first; id < this.#size; id++) this.#place(id);
  }

  /** True where string `id` is `bytes[start..end)` without the byte at `gap`: cheaper than to look for it where it is likely to be. */
  isJoined(id: number, bytes: Uint8Array, start: number, gap: number, end: number): boolean {
    const from = this.#startOf(id);
    if (id >= this.#size || this.lengthOf(id) !== end - start - 1) return false;
    for (let i = start; i < gap; i++) if (this.#bytes[from + i - start] !== bytes[i]) return false;
    for (let i = gap + 1; i < end; i++) if (this.#bytes[from + i - start - 1] !== bytes[i]) return false;
    return true;
  }

  /** Bytes of the string. Only for an id that there is. */
  lengthOf(id: number): number {
    return (this.#ends[id] as number) - this.#startOf(id);
  }

  /** A view of the string, not a copy. Empty for an id that there is not. */
  bytesOf(id: number): Uint8Array {
    return id >= 0 && id < this.#size ? this.#bytes.subarray(this.#startOf(id), this.#ends[id]) : new Uint8Array(0);
  }

  /** Ids, in order, of the strings that hold `needle`. One search over all bytes: what it costs hardly depends on their number. */
  *idsWith(needle: Uint8Array): Generator<number> {
    const end = this.#size === 0 ? 0 : (this.#ends[this.#size - 1] as number);
    const bytes = Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset, end);
    for (let at = bytes.indexOf(needle); at >= 0;) {
      const id = this.#idAt(at);
      const behind = this.#ends[id] as number;
      // What lies across two strings is in neither.
      if (at + needle.length <= behind) yield id;
      at = bytes.indexOf(needle, at + needle.length <= behind ? behind : at + 1);
    }
  }

  /** The string that the byte at `at` belongs to. */
  #idAt(at: number): number {
    let low = 0;
    let high = this.#size - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  #startOf(id: number): number {
    return id === 0 ? 0 : (this.#ends[id - 1] as number);
  }

  /** The slot that holds the string, or the empty one where it belongs. */
  #slotOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = this.#slots[slot] as number;
      if (id === EMPTY || (this.#hashes[id] === hash && this.#equals(id, bytes, start, end))) return slot;
    }
  }

  #equals(id: number, bytes: Uint8Array, start: number, end: number): boolean {
    const from = this.#startOf(id);
    if ((this.#ends[id] as number) - from !== end - start) return false;
    for (let i = start; i < end; i++) if (this.#bytes[from + i - start] !== bytes[i]) return false;
    return true;
  }

  /** Puts the string into the table, where none like it is. */
  #place(id: number): void {
    const slot = this.#slotOf(this.#bytes, this.#startOf(id), this.#ends[id] as number, this.#hashes[id] as number);
    if (this.#slots[slot] === EMPTY) this.#slots[slot] = id;
    else this.duplicates.push(id);
  }

  /** The id of a string that is not in the table yet. */
  #store(bytes: Uint8Array, start: number, end: number): number {
    const id = this.#size++;
    const from = this.#startOf(id);
    const to = from + end - start;
    if (to > this.#bytes.length) this.#bytes = grown(this.#bytes, to, Uint8Array);
    if (id >= this.#ends.length) {
      this.#ends = grown(this.#ends, id + 1, Uint32Array);
      this.#hashes = grown(this.#hashes, id + 1, Int32Array);
    }
    for (let i = start; i < end; i++) this.#bytes[from + i - start] = bytes[i] as number;
    this.#ends[id] = to;
    this.#hashes[id] = keyedHash(bytes, start, end);
    this.#maxLength = Math.max(this.#maxLength, end - start);
    return id;
  }

  /** Twice the slots. The string stored last has none yet. */
  #rehash(): void {
    const mask = 2 * this.#slots.length - 1;
    const old = this.#slots;
    this.#slots = new Int32Array(mask + 1).fill(EMPTY);
    for (const id of old) {
      if (id === EMPTY) continue;
      let slot = (this.#hashes[id] as number) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = id;
    }
  }
}

/** A copy with room for `needed` elements, at least twice as large. */
function grown<T extends Uint8Array | Uint32Array | Int32Array>(
  old: T,
  needed: number,
  of: new (length: number) => T,
): T {
  const copy = new of(Math.max(needed, 2 * old.length));
  copy.set(old);
  return copy;
}
