const FIRST_CAPACITY = 1024;

/** Appends integers, floats and bytes in one byte order to a buffer that grows by doubling. */
export class ByteWriter {
  readonly littleEndian: boolean;
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(littleEndian = true) {
    this.littleEndian = littleEndian;
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** A copy of what was written. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  u8(value: number): this {
    const at = this.#take(1);
    this.#view.setUint8(at, value);
    return this;
  }

  i8(value: number): this {
    const at = this.#take(1);
    this.#view.setInt8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#take(2);
    this.#view.setUint16(at, value, this.littleEndian);
    return this;
  }

  i16(value: number): this {
    const at = this.#take(2);
    this.#view.setInt16(at, value, this.littleEndian);
    return this;
  }

  u32(value: number): this {
    const at = this.#take(4);
    this.#view.setUint32(at, value, this.littleEndian);
    return this;
  }

  i32(value: number): this {
    const at = this.#take(4);
    this.#view.setInt32(at, value, this.littleEndian);
    return this;
  }

  f32(value: number): this {
    const at = this.#take(4);
    this.#view.setFloat32(at, value, this.littleEndian);
    return this;
  }

  f64(value: number): this {
    const at = this.#take(8);
    this.#view.setFloat64(at, value, this.littleEndian);
    return this;
  }

  /** Throws RangeError where a number is not an integer. */
  u64(value: number | bigint): this {
    const at = this.#take(8);
    this.#view.setBigUint64(at, BigInt(value), this.littleEndian);
    return this;
  }

  /** Throws RangeError where a number is not an integer. */
  i64(value: number | bigint): this {
    const at = this.#take(8);
    this.#view.setBigInt64(at, BigInt(value), this.littleEndian);
    return this;
  }

  raw(bytes: Uint8Array): this {
    const at = this.#take(bytes.length);
    this.#bytes.set(bytes, at);
    return this;
  }

  /** Zeros up to the next multiple of `alignment`, counted from the first byte written. */
  padTo(alignment: number): this {
    const rest = this.#length % alignment;
    if (rest !== 0) this.#take(alignment - rest);
    return this;
  }

  /** Reserves `count` bytes, which are zero, and says where they begin. */
  #take(count: number): number {
    const at = this.#length;
    const wanted = at + count;
    if (wanted > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(wanted, 2 * this.#bytes.length));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = wanted;
    return at;
  }
}
