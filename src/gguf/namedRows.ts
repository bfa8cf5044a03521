import { size64At } from '../core/byteReader.ts';
import { keyedHash } from '../core/keyedHash.ts';

const EMPTY = -1;

/** The metadata section, or what of it has been read. */
export interface Readable {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  readonly littleEndian: boolean;
}

/**
 * Where the rows of a table begin, each of which begins with its name (a tensor of the tensor table, a pair of the metadata), and a
 * hash table over the names, which stay where they are in the file: some twenty bytes a row, where an object and its name take
 * hundreds. Every method takes the bytes, for they move while they are read.
 */
export class NamedRows {
  /** Where each row begins. */
  #starts = new Float64Array(1 << 6);
  /** Open addressing, at most half full. */
  #slots = new Int32Array(1 << 7).fill(EMPTY);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Where row `index` begins: the u64 length of its name. Only for a row that there is. */
  startOf(index: number): number {
    return this.#starts[index] as number;
  }

  /** The row whose name is `name[start..end)`, or −1. */
  find(from: Readable, name: Uint8Array, start: number, end: number): number {
    return this.#slots[this.#slotOf(from, name, start, end)] as number;
  }

  /** Adds the row that begins at `at`. Of rows with one name, the first is found. */
  add(from: Readable, at: number): void {
    if (this.#length === this.#starts.length) {
      const starts = new Float64Array(2 * this.#length);
      starts.set(this.#starts);
      this.#starts = starts;
    }
    this.#starts[this.#length] = at;
    this.#length++;
    if (2 * this.#length > this.#slots.length) this.#rehash(from);
    else this.#place(from, this.#length - 1);
  }

  #place(from: Readable, index: number): void {
    const start = this.startOf(index) + 8;
    const slot = this.#slotOf(from, from.bytes, start, start + this.#nameLength(from, index));
    if (this.#slots[slot] === EMPTY) this.#slots[slot] = index;
  }

  #rehash(from: Readable): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(EMPTY);
    for (let index = 0; index < this.#length; index++) this.#place(from, index);
  }

  #nameLength({ view, littleEndian }: Readable, index: number): number {
    return size64At(view, this.startOf(index), littleEndian);
  }

  /** The slot that holds the name, or the empty one where it belongs. */
  #slotOf(from: Readable, name: Uint8Array, start: number, end: number): number {
    const mask = this.#slots.length - 1;
    for (let slot = keyedHash(name, start, end) & mask; ; slot = (slot + 1) & mask) {
      const index = this.#slots[slot] as number;
      if (index === EMPTY || this.#hasName(from, index, name, start, end)) return slot;
    }
  }

  #hasName(from: Readable, index: number, name: Uint8Array, start: number, end: number): boolean {
    if (this.#nameLength(from, index) !== end - start) return false;
    const own = this.startOf(index) + 8;
    for (let i = 0; i < end - start; i++) if (from.bytes[own + i] !== name[start + i]) return false;
    return true;
  }
}
