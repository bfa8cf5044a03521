import { describe, expect, it } from 'vitest';
import { QUANT_FORMATS } from '../../../../src/reference/quant/formats.ts';
import { readFixture } from '../../../support/fixtures.ts';
import { dequantized } from '../../../support/quantBlocks.ts';

/** All bytes and float32 values in base64. */
interface Golden {
  /** 16 blocks of 256 float32: random of several kinds, zeros, an outlier, subnormal scales, and halves that tie in each format. */
  readonly inputs: string;
  /** What the gguf package 0.19.0 quantises them to. */
  readonly gguf: Readonly<Record<string, string>>;
  /** What ggml's reference quantisers make of them. */
  readonly ggml: Readonly<Record<'Q8_1' | 'Q8_K', string>>;
  /** Random bytes, and what ggml dequantises them to. */
  readonly dequantized: Readonly<Record<string, { readonly bytes: string; readonly values: string }>>;
}

const golden = readFixture<Golden>('golden/quantised.json');
const inputs = Float64Array.from(floats(golden.inputs));

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

function floats(base64: string): Float32Array {
  return new Float32Array(bytesOf(base64).buffer);
}

/** The first byte that differs, in words; none where all agree. */
function firstDifference(type: string, expected: Uint8Array): string {
  const format = QUANT_FORMATS.get(type)!;
  const found = format.quantize(inputs);
  if (found.length !== expected.length) return `${String(found.length)} bytes, not ${String(expected.length)}`;
  const at = found.findIndex((byte, i) => byte !== expected[i]);
  if (at < 0) return 'none';
  const place = `byte ${String(at % format.blockBytes)} of block ${String(Math.floor(at / format.blockBytes))}`;
  return `${place}: ${String(found[at])}, not ${String(expected[at])}`;
}

describe('quantisers that others have too', () => {
  it.each(Object.keys(golden.gguf))('%s gives the bytes of the gguf package', (type) => {
    expect(firstDifference(type, bytesOf(golden.gguf[type]!))).toBe('none');
  });

  it('cover every type that the package quantises', () => {
    const types = ['BF16', 'F16', 'MXFP4', 'Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'TQ1_0', 'TQ2_0'];
    expect(Object.keys(golden.gguf).sort()).toEqual(types);
  });

  it('Q8_1 gives the bytes of ggml', () => {
    expect(firstDifference('Q8_1', bytesOf(golden.ggml.Q8_1))).toBe('none');
  });

  it('a byte that differs is found and named', () => {
    const wrong = bytesOf(golden.gguf['Q8_0']!);
    wrong[34 * 5 + 7]! ^= 1;
    expect(firstDifference('Q8_0', wrong)).toMatch(/^byte 7 of block 5: /);
  });

  it('Q8_K has the scale of ggml to the last place, its quants but for ties, and their sums', () => {
    const expected = bytesOf(golden.ggml.Q8_K);
    const found = QUANT_FORMATS.get('Q8_K')!.quantize(inputs);
    const [view, other] = [new DataView(found.buffer), new DataView(expected.buffer)];
    for (let b = 0; b < 16; b++) {
      const at = b * 292;
      expect(Math.abs(view.getInt32(at, true) - other.getInt32(at, true))).toBeLessThanOrEqual(1);
      const d = view.getFloat32(at, true);
      for (let j = 0; j < 256; j++) {
        const quotient = inputs[b * 256 + j]! / d;
        const tie = Math.abs(Math.abs(quotient % 1) - 0.5) < 1e-5;
        const difference = Math.abs(view.getInt8(at + 4 + j) - other.getInt8(at + 4 + j));
        expect(difference, `block ${String(b)}, element ${String(j)}`).toBeLessThanOrEqual(tie ? 1 : 0);
      }
      for (let g = 0; g < 16; g++) {
        const quants = new Int8Array(found.buffer, at + 4 + 16 * g, 16);
        expect(view.getInt16(at + 260 + 2 * g, true)).toBe(quants.reduce((a, q) => a + q, 0));
      }
    }
  });

  it.each(Object.keys(golden.dequantized))('%s gives the values of ggml, element by element', (type) => {
    const { bytes, values } = golden.dequantized[type]!;
    expect([...dequantized(QUANT_FORMATS.get(type)!, bytesOf(bytes))]).toEqual([...floats(values)]);
  });
});
