import { describe, expect, it } from 'vitest';
import { checkLayout } from '../../../src/gguf/layout.ts';
import type { TensorTable } from '../../../src/gguf/layout.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';

/** Tensors of the given offsets and sizes, in a file whose data starts at 64 with 60 bytes before it, aligned to 32. */
function table(size: number, ...extents: readonly (readonly [offset: number, bytes: number])[]): TensorTable {
  const tensors = extents.map(([offset, bytes], index) => ({
    ...{ index, name: `t${String(index)}`, dims: [bytes], type: tensorType('I8') },
    ...{ offset, fileOffset: 64 + offset, bytes },
  }));
  return { tensors, metadataBytes: 60, dataOffset: 64, alignment: 32, size };
}

function rules(layout: TensorTable): string[] {
  return checkLayout(layout, 'strict').findings.map(({ rule }) => rule.replace('gguf/', ''));
}

describe('checkLayout', () => {
  it('lists what belongs to nothing: padding before, between and after', () => {
    const { findings, unused } = checkLayout(table(160, [0, 10], [32, 64]), 'strict');
    expect(findings).toEqual([]);
    expect(unused).toEqual([
      { start: 60, end: 64 },
      { start: 74, end: 96 },
    ]);
    expect(checkLayout(table(128, [0, 32], [32, 1]), 'strict').unused).toEqual([
      { start: 60, end: 64 },
      { start: 97, end: 128 },
    ]);
  });

  it('takes a gap to begin after the padding, and lists padding and gap as one range', () => {
    const { findings, unused } = checkLayout(table(192, [0, 10], [96, 32]), 'strict');
    expect(findings).toMatchObject([{ rule: 'gguf/gap-between-tensors', offset: 96, length: 64, path: 'tensors[1]' }]);
    expect(unused).toContainEqual({ start: 74, end: 160 });
  });

  it('finds an overlap with a tensor that is not the neighbour in the table', () => {
    expect(rules(table(192, [0, 96], [96, 32], [32, 32]))).toEqual(['tensors-out-of-order', 'overlapping-tensors']);
    expect(rules(table(192, [0, 128], [32, 32], [64, 32]))).toEqual(['overlapping-tensors', 'overlapping-tensors']);
  });

  it('calls tensors that touch neither overlapping nor apart', () => {
    expect(rules(table(128, [0, 32], [32, 32]))).toEqual([]);
    expect(rules(table(128, [0, 33], [32, 32]))).toEqual(['overlapping-tensors']);
  });

  it('counts trailing bytes from the end of the padding, in bytes', () => {
    expect(checkLayout(table(100, [0, 1]), 'strict').findings).toMatchObject([
      { rule: 'gguf/trailing-bytes', offset: 96, length: 4 },
    ]);
    expect(rules(table(96, [0, 1]))).toEqual([]);
    expect(rules(table(95, [0, 1]))).toEqual(['missing-final-padding']);
    expect(rules(table(65, [0, 1]))).toEqual(['missing-final-padding']);
    expect(rules(table(64, [0, 1]))).toEqual(['tensor-data-truncated']);
  });

  it('gives no place beyond the end of the file, which no reader of a report could open', () => {
    const [outside] = checkLayout(table(64, [0, 1]), 'strict').findings;
    expect(outside).toMatchObject({ rule: 'gguf/tensor-data-truncated', path: 'tensors[0]' });
    expect(outside).not.toHaveProperty('offset');
    const [cut] = checkLayout(table(70, [0, 32]), 'strict').findings;
    expect(cut).toMatchObject({ rule: 'gguf/tensor-data-truncated', offset: 64, length: 6 });
  });

  it('tells of no gap that begins where the file has ended', () => {
    expect(rules(table(128, [0, 64], [128, 32]))).toEqual(['tensor-out-of-file']);
    expect(rules(table(129, [0, 64], [128, 32]))).toEqual(['tensor-out-of-file', 'gap-between-tensors']);
  });

  it('names the first of two tensors that end together as the one that a third is in', () => {
    const { findings } = checkLayout(table(128, [0, 64], [32, 32], [48, 8]), 'strict');
    expect(findings.map(({ message }) => message).filter((message) => message.includes('share'))).toEqual([
      'expected "t1" to share no byte with "t0", found 32 or more',
      'expected "t2" to share no byte with "t0", found 16 or more',
    ]);
  });

  it('lets a vocabulary end with its metadata or with the padding', () => {
    expect(rules(table(60))).toEqual([]);
    expect(rules(table(62))).toEqual([]);
    expect(rules(table(64))).toEqual([]);
    expect(rules(table(65))).toEqual(['trailing-bytes']);
  });
});
