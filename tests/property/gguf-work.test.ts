/** The cost of reading a GGUF file, counted: the exponent of the work that V8 does is at most 1.05, on every machine alike. */
import { afterAll, describe, expect, it } from 'vitest';
import { fitPower } from '../support/fitExponent.ts';
import { WorkCounter } from '../support/countWork.ts';

/** Linear, and the logarithms of hash tables and the like. */
const MOST = 1.05;
const SIZES = [1e3, 1e4, 1e5, 1e6];

const work = new WorkCounter((url) => /\/src\/(?:gguf|core)\/|\/support\/plantedWork\./.test(url));
afterAll(() => {
  work.close();
});

// After the counter, which sees the blocks of what is loaded from then on.
const { parseGguf } = await import('../../src/gguf/parse.ts');
const { bufferSource } = await import('../../src/gguf/source.ts');
const { COST_SUBJECTS } = await import('../support/costSubjects.ts');
const planted = await import('../support/plantedWork.ts');
const { countingSource, sparseSource } = await import('../../corpus/ggufBytes.ts');

const UNLIMITED = { nKv: 2e6, nTensors: 1e6 };

function exponent(sizes: readonly number[], costs: readonly number[]): number {
  return fitPower(sizes, costs);
}

describe('the work of reading a GGUF file', () => {
  it.each(Object.keys(COST_SUBJECTS))('has an exponent of at most 1.05 in %s, from 1e3 to 1e6', (name) => {
    const costs = SIZES.map((n) => {
      const source = countingSource(COST_SUBJECTS[name]!(n));
      let reads = 0;
      const blocks = work.count(() => {
        reads = parseGguf(source, { profile: 'compat', limits: UNLIMITED }).findings.length;
      });
      expect(reads).toBeLessThan(1000);
      // Each byte is read at most three times: the window grows by doubling, and padding is looked at.
      expect(source.bytesRead).toBeLessThanOrEqual(3 * source.size + (1 << 20));
      return blocks;
    });
    expect(costs.every((cost) => cost > 0)).toBe(true);
    expect(exponent(SIZES, costs)).toBeLessThanOrEqual(MOST);
  });

  it.each(['keys', 'tensors', 'elements of an array of strings', 'arrays in an array'])(
    'is seen to grow with %s',
    (name) => {
      const [few, many] = [1e3, 1e5].map((n) => {
        const source = bufferSource(COST_SUBJECTS[name]!(n));
        return work.count(() => void parseGguf(source, { profile: 'compat', limits: UNLIMITED }));
      });
      expect(many! / few!).toBeGreaterThan(50);
    },
  );

  it('is counted alike twice', () => {
    const source = bufferSource(COST_SUBJECTS['tensors']!(5000));
    const count = (): number => work.count(() => void parseGguf(source));
    expect(count()).toBe(count());
  });

  it('would be seen to be more than linear: n², n^1.2 and n · log² n are rejected, n is not', () => {
    const exponentOf = (cost: (n: number) => number, sizes: readonly number[]): number =>
      exponent(
        sizes,
        sizes.map((n) => work.count(() => void cost(n))),
      );
    expect(exponentOf(planted.quadratic, [1e2, 1e3, 1e4])).toBeGreaterThan(1.9);
    expect(exponentOf(planted.slightlySuperlinear, [1e3, 1e4, 1e5])).toBeGreaterThan(MOST);
    expect(exponentOf(planted.logSquared, [1e3, 1e4, 1e5])).toBeGreaterThan(MOST);
    expect(exponentOf(planted.linear, SIZES)).toBeLessThanOrEqual(MOST);
  });

  it('does not depend on what a header claims', () => {
    const claims = [2n ** 20n, 2n ** 40n, 2n ** 63n - 1n];
    const costs = claims.map((claim) => {
      const bytes = COST_SUBJECTS['keys']!(10);
      new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(8, claim, true);
      const source = sparseSource(bytes, 2 ** 50);
      const blocks = work.count(() => void parseGguf(source, { profile: 'compat' }));
      expect(source.bytesRead).toBeLessThanOrEqual(1 << 20);
      return blocks;
    });
    expect(Math.max(...costs)).toBeLessThan(2000);
  });
});
