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
  const index = extentNumbers(extents)[4 * i + 2] as number;
  return [...LAYOUT_WORDS.subarray(index * WORDS, (index + 1) * WORDS)];
}

const EXTENTS: readonly TensorExtent[] = [
  { index: 7, fileOffset: 1024, bytes: 40, typeId: tensorType('Q4_1').id, rowBytes: 20 },
  { index: 3, fileOffset: 2048, bytes: 8, typeId: tensorType('F32').id, rowBytes: 0 },
];

describe('what the addon is told', () => {
  it('is offset, size, layout and row of each tensor', () => {
    const numbers = extentNumbers(EXTENTS);
    expect([...numbers].filter((_, i) => i % 4 !== 2)).toEqual([1024, 40, 20, 2048, 8, 0]);
    expect(numbers).toHaveLength(8);
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
    const [none, away] = [[0, 0, 0, 0], Array<number>(4).fill(Infinity)];
    const second = [1, 1, 2, 3, 4, 40, 0, 0, 5, 6, 7, 8, 50, 60, 70, 80];
    const first = [0, 0, 0, 0, ...none, ...none, ...away];
    expect(talliesFrom(Float64Array.of(...second, ...first), EXTENTS)).toEqual([
      {
        index: 3,
        repeats: true,
        tally: { bits: 2, nonZeros: 3, greatest: [4, 40, 0, 0], counts: [5, 6, 7, 8], firsts: [50, 60, 70, 80] },
      },
      { index: 7, repeats: false, tally: { bits: 0, nonZeros: 0, greatest: none, counts: none, firsts: away } },
    ]);
    expect(talliesFrom(Float64Array.of(2, ...first.slice(1)), EXTENTS)).toEqual([]);
    expect(talliesFrom(new Float64Array(0), EXTENTS)).toEqual([]);
  });

  it('is of bytes in memory one tally, in the byte order of the file', () => {
    const asked: unknown[] = [];
    const addon = {
      scanNumbers: (...args: readonly unknown[]): Float64Array => {
        asked.push(...args);
        return Float64Array.of(9, 10, 11, 12, 13, 14, 1, 2, 3, 4, 5, 6, 7, 8);
      },
    } as unknown as NativeAddon;
    const bytes = new Uint8Array(20);
    const layout = NUMBER_LAYOUTS.get(tensorType('Q4_1').id)!;
    expect(nativeScanBlocks(addon)(layout, bytes, true)).toEqual({
      bits: 9,
      nonZeros: 10,
      greatest: [11, 12, 13, 14],
      counts: [1, 2, 3, 4],
      firsts: [5, 6, 7, 8],
    });
    nativeScanBlocks(addon)(layout, bytes, false);
    expect(asked).toEqual([expect.any(Uint32Array), bytes, false, expect.any(Uint32Array), bytes, true]);
    expect([...(asked[0] as Uint32Array)]).toEqual(layoutWords(EXTENTS, 0));
  });
});
