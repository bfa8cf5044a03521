/** What the addon is told and what is made of its answers, without an addon: its own tests are in tests/unit/native. */
import { describe, expect, it } from 'vitest';
import { NUMBER_LAYOUTS } from '../../../../src/checks/numbers/layouts.ts';
import {
  extentNumbers,
  LAYOUT_WORDS,
  nativeScanBlocks,
  talliesFrom,
} from '../../../../src/checks/numbers/nativeScan.ts';
import type { TensorExtent } from '../../../../src/checks/numbers/tensorScan.ts';
import type { NativeAddon } from '../../../../src/native/addon.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';

const WORDS = 2 + 4 * 4;

/** Words of the layout that an extent names. */
function layoutWords(extents: readonly TensorExtent[], i: number): readonly number[] {
  const index = extentNumbers(extents)[3 * i + 2] as number;
  return [...LAYOUT_WORDS.subarray(index * WORDS, (index + 1) * WORDS)];
}

const EXTENTS: readonly TensorExtent[] = [
  { index: 7, fileOffset: 1024, bytes: 40, typeId: tensorType('Q4_1').id },
  { index: 3, fileOffset: 2048, bytes: 8, typeId: tensorType('F32').id },
];

describe('what the addon is told', () => {
  it('is offset, size and layout of each tensor', () => {
    const numbers = extentNumbers(EXTENTS);
    expect([...numbers.subarray(0, 2), ...numbers.subarray(3, 5)]).toEqual([1024, 40, 2048, 8]);
    expect(numbers).toHaveLength(6);
    expect(LAYOUT_WORDS).toHaveLength(NUMBER_LAYOUTS.size * WORDS);
  });

  it('is of a layout the bytes of a block, and of each number encoding, place and limits', () => {
    const [scale, min] = NUMBER_LAYOUTS.get(tensorType('Q4_1').id)!.fields;
    const words = [
      20,
      2,
      scale.encoding.id,
      0,
      scale.normal,
      scale.absurd,
      min!.encoding.id,
      2,
      min!.normal,
      min!.absurd,
    ];
    expect(layoutWords(EXTENTS, 0)).toEqual([...words, ...Array<number>(WORDS - words.length).fill(0)]);
    expect(layoutWords(EXTENTS, 1).slice(0, 2)).toEqual([4, 1]);
  });
});

describe('what the addon answers', () => {
  it('is a tally for each tensor of which there is something to tell, by its place among the extents', () => {
    const answer = Float64Array.of(
      1,
      1,
      5,
      6,
      7,
      8,
      50,
      60,
      70,
      80,
      0,
      0,
      0,
      0,
      0,
      0,
      Infinity,
      Infinity,
      Infinity,
      Infinity,
    );
    expect(talliesFrom(answer, EXTENTS)).toEqual([
      { index: 3, tally: { anyNonZero: true, counts: [5, 6, 7, 8], firsts: [50, 60, 70, 80] } },
      { index: 7, tally: { anyNonZero: false, counts: [0, 0, 0, 0], firsts: Array(4).fill(Infinity) } },
    ]);
    expect(talliesFrom(Float64Array.of(2, 1, 0, 0, 0, 0, 0, 0, 0, 0), EXTENTS)).toEqual([]);
    expect(talliesFrom(new Float64Array(0), EXTENTS)).toEqual([]);
  });

  it('is of bytes in memory one tally, in the byte order of the file', () => {
    const asked: unknown[] = [];
    const addon = {
      scanNumbers: (...args: readonly unknown[]): Float64Array => {
        asked.push(...args);
        return Float64Array.of(1, 1, 2, 3, 4, 5, 6, 7, 8);
      },
    } as unknown as NativeAddon;
    const bytes = new Uint8Array(20);
    const layout = NUMBER_LAYOUTS.get(tensorType('Q4_1').id)!;
    expect(nativeScanBlocks(addon)(layout, bytes, true)).toEqual({
      anyNonZero: true,
      counts: [1, 2, 3, 4],
      firsts: [5, 6, 7, 8],
    });
    nativeScanBlocks(addon)(layout, bytes, false);
    expect(asked).toEqual([expect.any(Uint32Array), bytes, false, expect.any(Uint32Array), bytes, true]);
    expect([...(asked[0] as Uint32Array)]).toEqual(layoutWords(EXTENTS, 0));
  });
});
