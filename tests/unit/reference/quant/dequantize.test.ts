import { describe, expect, it } from 'vitest';
import { f16ToNumber } from '../../../../src/core/f16.ts';
import { Rng } from '../../../../src/core/rng.ts';
import { TENSOR_TYPES, tensorType } from '../../../../src/gguf/tensorTypes.ts';
import { QUANT_FORMATS } from '../../../../src/reference/quant/formats.ts';
import { readFixture } from '../../../support/fixtures.ts';
import { dequantized } from '../../../support/quantBlocks.ts';

/** Random bytes as blocks, and what the `gguf` Python package 0.19.0 makes of them, float32. */
const golden =
  readFixture<Readonly<Record<string, { readonly bytes: string; readonly values: string }>>>('golden/quants.json');

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function dequantize(type: string, bytes: Uint8Array): Float64Array {
  return dequantized(QUANT_FORMATS.get(type)!, bytes);
}

describe('tensor types on arbitrary bytes', () => {
  it.each(Object.keys(golden))('%s rounds to what the gguf package gives, element by element', (type) => {
    const { bytes, values } = golden[type]!;
    const expected = new Float32Array(decode(values).buffer);
    const got = dequantize(type, decode(bytes));
    expect(got).toHaveLength(expected.length);
    expected.forEach((value, i) => {
      const mine = Math.fround(got[i]!);
      expect(
        mine === value || (Number.isNaN(mine) && Number.isNaN(value)),
        `element ${String(i)}: ${String(mine)}, not ${String(value)}`,
      ).toBe(true);
    });
  });

  it('are all that the table has', () => {
    expect([...QUANT_FORMATS.keys()].sort()).toEqual(TENSOR_TYPES.map(({ name }) => name).sort());
  });

  it.each([...QUANT_FORMATS.values()])(
    '$type has the geometry of the tensor type table',
    ({ type, blockSize, blockBytes }) => {
      expect({ blockSize, blockBytes }).toMatchObject({
        blockSize: tensorType(type).blockSize,
        blockBytes: tensorType(type).blockBytes,
      });
    },
  );

  it('starts at any byte and any element, and touches no other', () => {
    for (const format of QUANT_FORMATS.values()) {
      const { type, blockSize, blockBytes } = format;
      const bytes = Uint8Array.from({ length: blockBytes * 3 + 3 }, (_, i) => (i * 37) & 0x3f);
      const whole = new Float64Array(blockSize * 3);
      format.dequantize(bytes, 3, 3, whole, 0);
      const middle = new Float64Array(blockSize + 2).fill(77);
      format.dequantize(bytes, 3 + blockBytes, 1, middle, 1);
      expect([type, middle[0], middle.at(-1)]).toEqual([type, 77, 77]);
      expect([...middle.subarray(1, -1)]).toEqual([...whole.subarray(blockSize, 2 * blockSize)]);
    }
  });
});

describe('tensor types that the gguf package does not know', () => {
  it('Q8_1 and Q8_K are a scale times signed bytes', () => {
    const q81 = new Uint8Array(36);
    q81.set([0x00, 0x40, 0, 0, 0x80, 0x7f]);
    expect([...dequantize('Q8_1', q81).subarray(0, 3)]).toEqual([-256, 254, 0]);
    const q8k = new Uint8Array(292);
    new DataView(q8k.buffer).setFloat32(0, 0.5, true);
    q8k.set([0x80, 0x7f], 4);
    expect([...dequantize('Q8_K', q8k).subarray(0, 3)]).toEqual([-64, 63.5, 0]);
  });

  it('integers and F64 are their values', () => {
    expect([...dequantize('I8', Uint8Array.of(0x80, 1))]).toEqual([-128, 1]);
    expect([...dequantize('I16', Uint8Array.of(0, 0x80, 1, 0))]).toEqual([-32768, 1]);
    expect([...dequantize('I32', Uint8Array.of(255, 255, 255, 255))]).toEqual([-1]);
    expect([...dequantize('F64', new Uint8Array(Float64Array.of(1 / 3).buffer))]).toEqual([1 / 3]);
  });

  it('I64 is its value up to 2^53, and the nearest float64 beyond, ties to even', () => {
    const values = [
      0n,
      -1n,
      2n ** 53n,
      2n ** 53n + 1n,
      2n ** 53n + 3n,
      -(2n ** 53n) - 1n,
      2n ** 63n - 1n,
      -(2n ** 63n),
    ];
    const expected = [0, -1, 2 ** 53, 2 ** 53, 2 ** 53 + 4, -(2 ** 53), 2 ** 63, -(2 ** 63)];
    expect([...dequantize('I64', new Uint8Array(BigInt64Array.from(values).buffer))]).toEqual(expected);
  });

  it('Q1_0 is a scale with the sign of each bit: derived from the bits as one number', () => {
    const bytes = new Rng(1).bytes(new Uint8Array(18)).fill(0x3c, 1, 2);
    const d = f16ToNumber(bytes[0]! + 256 * bytes[1]!);
    const bits = bytes.subarray(2).reduceRight((all, byte) => all * 256n + BigInt(byte), 0n);
    const expected = Array.from({ length: 128 }, (_, j) => ((bits / 2n ** BigInt(j)) % 2n === 1n ? d : -d));
    expect([...dequantize('Q1_0', bytes)]).toEqual(expected);
  });

  it('Q2_0 is a scale times digits in base 4, less one: derived from the digits of one number', () => {
    const bytes = new Rng(2).bytes(new Uint8Array(18)).fill(0xbc, 1, 2);
    const d = f16ToNumber(bytes[0]! + 256 * bytes[1]!);
    const digits = bytes.subarray(2).reduceRight((all, byte) => all * 256n + BigInt(byte), 0n);
    const expected = Array.from({ length: 64 }, (_, j) => d * (Number((digits / 4n ** BigInt(j)) % 4n) - 1));
    expect([...dequantize('Q2_0', bytes)]).toEqual(expected);
  });
});
