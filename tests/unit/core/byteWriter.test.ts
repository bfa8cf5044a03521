import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../src/core/byteWriter.ts';

describe('ByteWriter', () => {
  it.each([true, false])('writes what a DataView reads back, little-endian: %s', (little) => {
    const writer = new ByteWriter(little);
    writer
      .u8(200)
      .i8(-2)
      .u16(60_000)
      .i16(-3)
      .u32(4e9)
      .i32(-4)
      .f32(1.5)
      .f64(-0.1)
      .u64(2n ** 63n)
      .i64(-5);
    const view = new DataView(writer.toBytes().buffer);
    expect(view.getUint8(0)).toBe(200);
    expect(view.getInt8(1)).toBe(-2);
    expect(view.getUint16(2, little)).toBe(60_000);
    expect(view.getInt16(4, little)).toBe(-3);
    expect(view.getUint32(6, little)).toBe(4e9);
    expect(view.getInt32(10, little)).toBe(-4);
    expect(view.getFloat32(14, little)).toBe(1.5);
    expect(view.getFloat64(18, little)).toBe(-0.1);
    expect(view.getBigUint64(26, little)).toBe(2n ** 63n);
    expect(view.getBigInt64(34, little)).toBe(-5n);
    expect(writer.length).toBe(42);
  });

  it('keeps everything while its buffer grows, whatever is written at the moment of growth', () => {
    const writer = new ByteWriter();
    for (let i = 0; i < 10_000; i++) writer.u8(i & 255).u32(i);
    const view = new DataView(writer.toBytes().buffer);
    for (let i = 0; i < 10_000; i++) {
      expect(view.getUint8(5 * i)).toBe(i & 255);
      expect(view.getUint32(5 * i + 1, true)).toBe(i);
    }
  });

  it('pads with zeros to a multiple, and not at all where it is there', () => {
    const writer = new ByteWriter()
      .raw(Uint8Array.of(1, 2, 3))
      .padTo(4)
      .padTo(4);
    expect([...writer.toBytes()]).toEqual([1, 2, 3, 0]);
  });

  it('throws on a number that is no integer where 64 bits are written', () => {
    expect(() => new ByteWriter().u64(1.5)).toThrow(RangeError);
    expect(() => new ByteWriter().i64(NaN)).toThrow(RangeError);
  });
});
