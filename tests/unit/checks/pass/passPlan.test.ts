import { describe, expect, it } from 'vitest';
import { ggufBytes, patched, sparseSource, tensor } from '../../../../corpus/ggufBytes.ts';
import type { PassPlan } from '../../../../src/checks/pass/filePass.ts';
import { passPlan, scannable, type PlanOptions } from '../../../../src/checks/pass/passPlan.ts';
import type { GgufModel } from '../../../../src/gguf/model.ts';
import { parseHead } from '../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';

const ALL: PlanOptions = { limits: {} };

function planOf(bytes: Uint8Array, options: PlanOptions = ALL): PassPlan {
  return passPlan(parseHead(bufferSource(bytes), options), bytes.length, options)!;
}

const names = (model: Partial<GgufModel>): readonly string[] =>
  scannable(parseHead(bufferSource(ggufBytes(model))).content!).map(({ name }) => name);

describe('what a file is read for', () => {
  const bytes = ggufBytes({ tensors: [tensor('a', { dims: [1], data: new Uint8Array(4) }), tensor('b')] });
  const dataAt = bytes.length - 64;

  it('is its head, the numbers of its tensors, and what lies between them', () => {
    const plan = planOf(bytes);
    expect([...plan.head]).toEqual([...bytes.subarray(0, plan.head.length)]);
    expect(plan.extents.map(({ index, fileOffset, bytes: length }) => [index, fileOffset, length])).toEqual([
      [0, dataAt, 4],
      [1, dataAt + 32, 32],
    ]);
    expect(plan.kept.at(-1)).toEqual({ start: dataAt + 4, end: dataAt + 32 });
    expect(plan.littleEndian).toBe(true);
    expect(planOf(ggufBytes({ littleEndian: false })).littleEndian).toBe(false);
  });

  it('is no numbers where they are not wanted', () => {
    expect(planOf(bytes, { limits: {}, numbers: false }).extents).toEqual([]);
    expect(planOf(bytes, { limits: {}, numbers: true }).extents).toHaveLength(2);
  });

  it('is padding up to its limit, and as many of the bytes after the last tensor', () => {
    const trailing = Uint8Array.of(...bytes, ...new Uint8Array(100));
    const kept = (paddingScanBytes: number): readonly (readonly number[])[] =>
      planOf(trailing, { limits: { paddingScanBytes } }).kept.map(({ start, end }) => [start, end]);
    const before = dataAt - Buffer.from(bytes).lastIndexOf('b') - 1 - 4 - 8 - 4 - 8;
    expect(kept(1000)).toEqual([
      [dataAt - before, dataAt],
      [dataAt + 4, dataAt + 32],
      [bytes.length, bytes.length + 100],
    ]);
    expect(kept(before + 10)).toEqual([
      [dataAt - before, dataAt],
      [dataAt + 4, dataAt + 14],
      [bytes.length, bytes.length + Math.min(100, before + 10)],
    ]);
    expect(kept(0)).toEqual([]);
  });

  it('is the digest alone of what is no model', () => {
    const plan = planOf(Uint8Array.of(1, 2, 3));
    expect({ ...plan, head: [...plan.head] }).toEqual({ head: [1, 2, 3], extents: [], littleEndian: true, kept: [] });
  });

  it('is nothing, of a file that is refused already and has more than 256 MiB behind its head', () => {
    const MIB = 1 << 20;
    const planned = (head: Uint8Array, size: number): boolean => {
      const parsed = parseHead(sparseSource(head, size));
      return passPlan(parsed, size, ALL) !== null;
    };
    const refused = patched(ggufBytes(), 0, [0]);
    const read = parseHead(sparseSource(refused, 1024 * MIB)).head.length;
    expect([planned(refused, 256 * MIB + read), planned(refused, 256 * MIB + read + 1)]).toEqual([true, false]);
    // Sound, and as large.
    const dims = [512 * MIB];
    const sound = ggufBytes({ tensors: [tensor('a', { type: tensorType('I8'), dims, data: new Uint8Array(0) })] });
    expect(planned(sound, Math.ceil(sound.length / 32) * 32 + 512 * MIB)).toBe(true);
  });
});

describe('tensors whose numbers can be read', () => {
  it('are those that lie in the file and apart from what is before them, in the order of the file', () => {
    expect(names({ tensors: [tensor('a', { offset: 32 }), tensor('b', { offset: 0 })] })).toEqual(['b', 'a']);
    expect(names({ tensors: [tensor('a'), tensor('b', { offset: 0 }), tensor('c', { offset: 32 })] })).toEqual([
      'a',
      'c',
    ]);
    expect(names({ tensors: [tensor('a'), tensor('b', { offset: 4096 })] })).toEqual(['a']);
  });

  it('are those of the other rows where one was left out', () => {
    expect(names({ tensors: [tensor('a'), tensor('b', { type: 43 }), tensor('c')] })).toEqual(['a', 'c']);
  });

  it('are none where the place of none is known', () => {
    const alignment = ['general.alignment', { type: 'u32', value: 3 }] as const;
    expect(names({ metadata: [['general.architecture', { type: 'string', value: 'x' }], alignment] })).toEqual([]);
  });
});
