import type { ByteSource } from './byteSource.ts';

/** Most files' metadata fits one read of this size, and a page cache serves it in well under a millisecond. */
const FIRST_READ_BYTES = 1 << 20;

/** Read beyond what was asked for, at most: files have more after their metadata than anybody needs. */
const MOST_READ_AHEAD = 4 << 20;

/**
 * Reads a {@link ByteSource} from its start, forward only, through one window that begins at byte 0 and grows by doubling.
 * The caller asks {@link need} for bytes before reading them; a read that was not asked for throws RangeError and never
 * yields zeros, because the window is exactly as long as the bytes in it. In all at most twice the bytes needed are read.
 *
 * `bytes`, `view` and `position` are open so that hot loops can keep them in locals: after `need`, load them again.
 */
export class ByteReader {
  bytes: Buffer<ArrayBuffer>;
  view: DataView;
  position = 0;
  littleEndian = true;
  /** No byte at or after this offset is read: the end of the source, or the caller's limit. */
  readonly end: number;
  readonly #source: ByteSource;

  constructor(source: ByteSource, limit: number = Number.MAX_SAFE_INTEGER) {
    this.#source = source;
    this.end = Math.min(source.size, limit);
    this.bytes = Buffer.from(new ArrayBuffer(0));
    this.view = new DataView(this.bytes.buffer);
    this.#growTo(Math.min(FIRST_READ_BYTES, this.end));
  }

  /** Bytes of the source after the position, those past the limit included. */
  get remaining(): number {
    return this.#source.size - this.position;
  }

  /** True when `count` bytes from the position are in the window, after reading more if it takes that. */
  need(count: number): boolean {
    const wanted = this.position + count;
    if (wanted <= this.bytes.length) return true;
    if (wanted > this.end) return false;
    const ahead = Math.min(2 * this.bytes.length, wanted + MOST_READ_AHEAD);
    this.#growTo(Math.min(this.end, Math.max(wanted, ahead)));
    return true;
  }

  u8(): number {
    const value = this.view.getUint8(this.position);
    this.position += 1;
    return value;
  }

  u32(): number {
    const value = this.view.getUint32(this.position, this.littleEndian);
    this.position += 4;
    return value;
  }

  u64(): bigint {
    const value = this.view.getBigUint64(this.position, this.littleEndian);
    this.position += 8;
    return value;
  }

  /**
   * An unsigned 64-bit count, length or offset: exact up to 2^53 - 1, and `Infinity` above. No limit and no file is that
   * large, so a comparison refuses it without a special case. Read {@link u64} at the same place for the value to print.
   */
  size64(): number {
    const value = size64At(this.view, this.position, this.littleEndian);
    this.position += 8;
    return value;
  }

  #growTo(length: number): void {
    const { bytes } = this;
    const room = bytes.buffer.byteLength;
    const grown = Buffer.from(length > room ? this.#moved(Math.max(length, 2 * room)) : bytes.buffer, 0, length);
    if (length > bytes.length) this.#source.read(bytes.length, grown.subarray(bytes.length));
    this.bytes = grown;
    this.view = new DataView(grown.buffer, 0, length);
  }

  /** A copy of the window with room for more. Memory that nobody writes to yet is not taken from the system. */
  #moved(room: number): ArrayBuffer {
    const buffer = new ArrayBuffer(Math.min(room, this.end));
    new Uint8Array(buffer).set(this.bytes);
    return buffer;
  }
}

/** As {@link ByteReader.size64}, at any offset of any view. */
export function size64At(view: DataView, offset: number, littleEndian: boolean): number {
  const low = view.getUint32(littleEndian ? offset : offset + 4, littleEndian);
  const high = view.getUint32(littleEndian ? offset + 4 : offset, littleEndian);
  return high <= 0x1fffff ? high * 0x1_0000_0000 + low : Infinity;
}
