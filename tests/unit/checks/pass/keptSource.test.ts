import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptSource } from '../../../../src/checks/pass/keptSource.ts';
import type { ByteSource } from '../../../../src/core/byteSource.ts';
import type { Range } from '../../../../src/gguf/rangeList.ts';
import { rangesIn, slicesOf } from '../../../support/ranges.ts';

const BYTES = Uint8Array.from({ length: 300 }, (_, i) => (i * 7) % 251);
const FILE = { name: 'a.gguf', size: BYTES.length };

function sourceOf(headBytes: number, ranges: readonly Range[]): ByteSource {
  return keptSource(FILE, BYTES.slice(0, headBytes), ranges, slicesOf(BYTES, ranges));
}

function read(source: ByteSource, start: number, end: number): Uint8Array {
  const into = new Uint8Array(end - start);
  source.read(start, into);
  return into;
}

describe('what was kept of a file', () => {
  it('has the name and the size of the file', () => {
    const { name, size } = sourceOf(10, []);
    expect([name, size]).toEqual(['a.gguf', 300]);
  });

  it('gives every part of the head and of each range', () => {
    fc.assert(
      fc.property(fc.nat({ max: 300 }), rangesIn(300), fc.nat(), fc.nat(), (headBytes, ranges, a, b) => {
        const source = sourceOf(headBytes, ranges);
        // Where the head goes on into a range, the range is what is asked for from its start on.
        const behind = ranges.filter(({ start }) => start >= headBytes);
        for (const { start, end } of [
          ...behind,
          { start: 0, end: Math.min(headBytes, ranges[0]?.start ?? headBytes) },
        ]) {
          const from = start + (a % (end - start + 1));
          const to = from + (b % (end - from + 1));
          if (from < to) expect(read(source, from, to)).toEqual(BYTES.slice(from, to));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('gives a range that begins inside the head', () => {
    expect(read(sourceOf(20, [{ start: 10, end: 40 }]), 10, 40)).toEqual(BYTES.slice(10, 40));
  });

  it.each([
    [5, 11],
    [10, 11],
    [19, 21],
    [39, 41],
    [35, 55],
    [299, 301],
  ])('throws where nobody said before that bytes %d to %d would be asked for', (start, end) => {
    const source = sourceOf(10, [
      { start: 20, end: 40 },
      { start: 50, end: 60 },
    ]);
    expect(() => read(source, start, end)).toThrow(
      new RangeError(`expected bytes that were kept, found ${String(start)} to ${String(end)}`),
    );
  });
});
