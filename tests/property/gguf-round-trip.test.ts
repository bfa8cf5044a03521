import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toModel } from '../../src/gguf/model.ts';
import type { GgufModel, ModelValue } from '../../src/gguf/model.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { GgufFile, GgufValue } from '../../src/gguf/types.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { ggufModel } from '../support/ggufArbitrary.ts';

function plainOfModel(value: ModelValue): unknown {
  if (value.type !== 'array') return [value.type, value.value];
  if (value.elementType === 'array') return [value.elementType, Array.from(value.elements, plainOfModel)];
  return [value.elementType, [...value.elements]];
}

function plainOfFile(value: GgufValue): unknown {
  if (value.type !== 'array') return [value.type, value.value];
  if (value.elementType === 'array') return [value.elementType, Array.from(value.values(), plainOfFile)];
  return [value.elementType, [...value.values()]];
}

function parsed(bytes: Uint8Array): GgufFile {
  const { file, findings } = parseGguf(bufferSource(bytes));
  if (!file) throw new Error(`expected a good file, found ${JSON.stringify(findings)}`);
  return file;
}

function expectSame(file: GgufFile, model: GgufModel, bytes: Uint8Array): void {
  expect({ version: file.version, littleEndian: file.littleEndian }).toEqual({
    version: model.version,
    littleEndian: model.littleEndian,
  });
  expect([...file.metadata].map(([key, value]) => [key, plainOfFile(value)])).toEqual(
    model.metadata.map(([key, value]) => [key, plainOfModel(value)]),
  );
  expect(file.tensors.map(({ name, dims, type }) => ({ name, dims, type }))).toEqual(
    model.tensors.map(({ name, dims, type }) => ({ name, dims, type })),
  );
  file.tensors.forEach(({ name, fileOffset, bytes: length }, i) => {
    expect(Buffer.from(bytes.subarray(fileOffset, fileOffset + length))).toEqual(
      Buffer.from(model.tensors[i]?.data as Uint8Array),
    );
    expect(file.tensorsByName.get(name)).toBe(file.tensors[i]);
  });
}

describe('a GGUF file that was written', () => {
  it('reads back as the model it was written from', () => {
    fc.assert(
      fc.property(ggufModel, (model) => {
        const bytes = writeGguf(model);
        expectSame(parsed(bytes), model, bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('comes back byte for byte when it is parsed and written again', () => {
    fc.assert(
      fc.property(ggufModel, (model) => {
        const bytes = writeGguf(model);
        const source = bufferSource(bytes);
        expect(Buffer.from(writeGguf(toModel(parsed(bytes), source))).equals(bytes)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('comes from a generator that reaches both versions, both byte orders, every value type and nested arrays', () => {
    const seen = new Set<string>();
    const note = (value: ModelValue): void => {
      seen.add(value.type === 'array' ? `array of ${value.elementType}` : value.type);
      if (value.type === 'array' && value.elementType === 'array') for (const inner of value.elements) note(inner);
    };
    for (const model of fc.sample(ggufModel, { numRuns: 500, seed: 1 })) {
      seen.add(`version ${String(model.version)}`).add(`little-endian ${String(model.littleEndian)}`);
      if (model.tensors.length === 0) seen.add('no tensors');
      for (const [, value] of model.metadata) note(value);
    }
    // 12 scalar types and strings, as many arrays and arrays of arrays, two versions, two byte orders, no tensors.
    expect(seen.size).toBe(12 + 13 + 2 + 2 + 1);
  });
});
