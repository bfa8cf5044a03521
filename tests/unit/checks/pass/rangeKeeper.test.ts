import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RangeKeeper } from '../../../../src/checks/pass/rangeKeeper.ts';
import { rangesIn, slicesOf } from '../../../support/ranges.ts';

const BYTES = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 251);

describe('a keeper of ranges', () => {
  it('has what a slice of the file has, whatever the ranges are and however the file comes by', () => {
    fc.assert(
      fc.property(
        rangesIn(BYTES.length),
        fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1 }),
        (ranges, sizes) => {
          const keeper = new RangeKeeper(ranges);
          for (let start = 0, i = 0; start < BYTES.length; i++) {
            const end = start + sizes[i % sizes.length]!;
            keeper.piece(BYTES.subarray(start, end), start);
            start = end;
          }
          expect(keeper.bytes).toEqual(slicesOf(BYTES, ranges));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of no ranges has no bytes', () => {
    const keeper = new RangeKeeper([]);
    keeper.piece(BYTES, 0);
    expect(keeper.bytes).toHaveLength(0);
  });
});
