import { describe, expect, it } from 'vitest';
import { toModel } from '../../../src/gguf/model.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { ggufChunks, writeGguf } from '../../../src/gguf/write.ts';
import { ARCHITECTURE, ggufBytes, strings, tensor } from '../../../corpus/ggufBytes.ts';

/** The smallest file, byte by byte, as the specification has it. */
// prettier-ignore
const EXPECTED = [
  0x47, 0x47, 0x55, 0x46, 3, 0, 0, 0, // magic, version
  1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, // tensor_count, kv_count
  20, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('general.architecture'), 8, 0, 0, 0, // key, type string
  5, 0, 0, 0, 0, 0, 0, 0, ...Buffer.from('blank'),
  1, 0, 0, 0, 0, 0, 0, 0, 0x61, 1, 0, 0, 0, // name, n_dims
  8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, // dims[0], type F32, offset
  ...new Array<number>(26).fill(0), // to the next multiple of 32
  ...new Array<number>(32).fill(7),
];

describe('writeGguf', () => {
  it('writes the bytes that the specification asks for', () => {
    const bytes = ggufBytes({ tensors: [tensor('a', { data: new Uint8Array(32).fill(7) })] });
    expect([...bytes]).toEqual(EXPECTED);
  });

  it.each([
    [2, true],
    [3, true],
    [2, false],
    [3, false],
  ])('gives back the bytes that were parsed, version %s, little-endian %s', (version, littleEndian) => {
    const bytes = ggufBytes({
      version,
      littleEndian,
      metadata: [ARCHITECTURE, ['general.alignment', { type: 'u32', value: 64 }], ['x', strings('a', '')]],
      tensors: [
        tensor('a', { dims: [3, 1], data: Uint8Array.from({ length: 12 }, (_, i) => i) }),
        tensor('b', { dims: [32], type: tensorType('Q4_0'), data: new Uint8Array(18).fill(9) }),
      ],
    });
    const source = bufferSource(bytes);
    const { file } = parseGguf(source);
    expect(file?.alignment).toBe(64);
    expect(file && Buffer.from(writeGguf(toModel(file, source))).equals(bytes)).toBe(true);
  });

  it('ends a file without tensors with its metadata', () => {
    expect(ggufBytes({ tensors: [] })).toHaveLength(24 + 45);
  });

  it.each([
    [{ type: 'u32', value: 2 ** 20 }, 2 ** 20],
    [{ type: 'u32', value: 2 ** 21 }, 32],
    [{ type: 'u32', value: 48 }, 32],
    [{ type: 'u64', value: 64n }, 32],
  ] as const)('pads as general.alignment says where that can be used: %o', (value, alignment) => {
    const head = writeGguf({ metadata: [['general.alignment', value]], tensors: [tensor('a')] });
    expect(head.length % alignment).toBe(0);
    expect(head.length).toBeLessThanOrEqual(2 * alignment + 96);
  });

  it('copies tensor data in chunks, never all at once', () => {
    const data = new Uint8Array(5 * 2 ** 20).fill(3);
    const bytes = ggufBytes({ tensors: [tensor('a', { dims: [data.length / 4], data })] });
    const source = bufferSource(bytes);
    const { file } = parseGguf(source);
    if (!file) throw new Error('expected a good file');
    const chunks = [...ggufChunks(toModel(file, source))];
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(2 ** 20);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  });

  it('throws where chunks do not add up to the length announced', () => {
    const data = { length: 32, chunks: () => [new Uint8Array(31)] };
    expect(() => ggufBytes({ tensors: [tensor('a', { data })] })).toThrow(
      new RangeError('expected chunks of 32 bytes in all, found 31'),
    );
  });
});
