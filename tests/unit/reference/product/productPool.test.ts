/** The pool as the main thread sees it, beside workers that do nothing or die. Workers that work: tests/e2e/referenceWorkers.test.ts. */
import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/core/rng.ts';
import type { WeightData } from '../../../../src/engine/engine.ts';
import { Matrix } from '../../../../src/reference/matrix.ts';
import { ProductPool } from '../../../../src/reference/product/productPool.ts';
import { multiplyHere } from '../../../../src/reference/product/sliceProduct.ts';
import { ended, IDLE_THREAD, readyThread, thread, withWorkers } from '../../../support/idleWorkers.ts';

const MIB = 2 ** 20;
const rng = new Rng(41);
const floats = (n: number): Float64Array => Float64Array.from({ length: n }, () => rng.float64() - 0.5);

function weightOf(rows: number, cols: number): WeightData {
  const bytes = new Uint8Array(new SharedArrayBuffer(rows * cols * 4));
  new Float32Array(bytes.buffer).set(floats(rows * cols));
  return { type: 'F32', rows, cols, bytes };
}

/** A weight whose elements count from 0 to 63, again and again. */
function bytesOf(rows: number, cols: number): WeightData {
  const bytes = new Uint8Array(new SharedArrayBuffer(rows * cols));
  for (let i = 0; i < bytes.length; i++) bytes[i] = i & 63;
  return { type: 'I8', rows, cols, bytes };
}

interface Open {
  readonly pool: ProductPool;
  readonly matrices: readonly Matrix[];
  readonly workers: readonly Worker[];
}

/** Two workers over `weights`, ready, for as long as `use` takes. */
async function withPool(
  weights: readonly WeightData[],
  use: (open: Open) => unknown,
  url = IDLE_THREAD,
): Promise<void> {
  const matrices = weights.map((weight) => new Matrix(weight));
  const [pool, workers] = await withWorkers(async () => {
    const made = new ProductPool(weights, matrices, { thread: url, workers: 2 });
    await made.ready();
    return made;
  });
  try {
    await use({ pool, matrices, workers });
  } finally {
    await pool.close();
  }
}

describe('a pool beside workers that do nothing', () => {
  it('gives the products that one thread gives, of every slice, with a bias and without', async () => {
    await withPool([weightOf(1, 5), weightOf(12, 7), weightOf(4, 3)], ({ pool, matrices: [, weight, bias] }) => {
      const x = floats(3 * 7);
      for (const product of [
        { weight: weight!, slice: 0, nSlices: 1, x },
        { weight: weight!, slice: 2, nSlices: 4, x },
        { weight: weight!, bias: bias!, slice: 1, nSlices: 4, x },
      ]) {
        expect([...pool.multiply(product)]).toEqual([...multiplyHere(product)]);
      }
      expect(pool.rowsByWorkers).toBe(0);
    });
  });

  it.each([
    ['x', 1, MIB],
    ['y', MIB, 1],
  ])('does in several jobs what is longer than 16 MiB in %s', async (_which, rows, cols) => {
    await withPool([bytesOf(rows, cols)], ({ pool, matrices: [weight] }) => {
      const x = new Float64Array(3 * cols);
      for (let i = 0; i < 3; i++) x.fill(i + 1, i * cols, (i + 1) * cols);
      const product = { weight: weight!, slice: 0, nSlices: 1, x };
      const [found, expected] = [pool.multiply(product), multiplyHere(product)];
      expect(found).toHaveLength(3 * rows);
      expect(found.findIndex((y, i) => y !== expected[i])).toBe(-1);
      expect(pool.scratchBytes).toBe(32 * MIB);
    });
  });

  it('has room for one row, however long', async () => {
    await withPool([bytesOf(1, 3 * MIB)], ({ pool, matrices: [weight] }) => {
      const product = { weight: weight!, slice: 0, nSlices: 1, x: new Float64Array(3 * MIB).fill(1) };
      expect(pool.scratchBytes).toBe((24 + 16) * MIB);
      // Bytes go from 0 to 63, so half of 63 in the mean.
      expect([...pool.multiply(product)]).toEqual([(3 * MIB * 63) / 2]);
    });
  });

  it('refuses a weight that its workers do not have', async () => {
    await withPool([weightOf(2, 2)], ({ pool, matrices: [weight] }) => {
      const other = new Matrix(weightOf(2, 2));
      const expected = /^expected a weight that the workers have, found another$/;
      const product = { slice: 0, nSlices: 1, x: floats(2) };
      expect(() => pool.multiply({ ...product, weight: other })).toThrow(expected);
      expect(() => pool.multiply({ ...product, weight: weight!, bias: other })).toThrow(expected);
    });
  });

  it('ends them when it is closed', async () => {
    await withPool([weightOf(1, 1)], async ({ pool, workers }) => {
      expect(workers.map(({ threadId }) => threadId > 0)).toEqual([true, true]);
      await pool.close();
      expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
    });
  });
});

describe('a pool whose workers die', () => {
  it.each([
    ["throw new TypeError('planted');", 'one has died of TypeError: planted'],
    ['process.exit(7);', 'one has ended with code 7'],
  ])('is not ready after %s, says why, and ends the others', async (code, found) => {
    const [error, workers] = await withWorkers(async () =>
      withPool([weightOf(1, 1)], () => undefined, thread(code)).then(
        () => 'none',
        (e: unknown) => e,
      ),
    );
    expect(error).toMatchObject({
      code: 'engine/worker',
      message: `reference: expected every worker thread to compute its rows, found that ${found}`,
    });
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it('fails every product from then on, of the first that died', async () => {
    const dies = readyThread("setTimeout(() => { throw new Error('planted'); }, 20);");
    const use = async ({ pool, matrices: [weight], workers }: Open): Promise<void> => {
      await Promise.all(workers.map(ended));
      for (let time = 0; time < 2; time++) {
        expect(() => pool.multiply({ weight: weight!, slice: 0, nSlices: 1, x: floats(1) })).toThrow(
          /found that one has died of Error: planted$/,
        );
      }
    };
    await withPool([weightOf(1, 1)], use, dies);
  });
});
