/** The words by which threads share a job, one thread playing all of them. The threads themselves: tests/e2e/referenceWorkers.test.ts. */
import { describe, expect, it } from 'vitest';
import type { EngineError } from '../../../../src/core/errors.ts';
import { SharedJob, type JobNumbers } from '../../../../src/reference/product/sharedJob.ts';

const NUMBERS: JobNumbers = { weight: 3, bias: -1, slice: 5, nSlices: 8, n: 2, rows: 10, chunk: 4 };

/** The main thread's and a worker's view of the same words. */
function bothSides(): { readonly main: SharedJob; readonly worker: SharedJob } {
  const memory = new SharedArrayBuffer(SharedJob.BYTES);
  return { main: new SharedJob(memory), worker: new SharedJob(memory) };
}

function thrownBy(action: () => unknown): EngineError {
  try {
    action();
  } catch (error) {
    return error as EngineError;
  }
  throw new Error('expected an error, found none');
}

/** Takes rows of `job` until none are left; gives the chunks. */
function chunksOf(job: SharedJob, numbers: JobNumbers): readonly (readonly [number, number])[] {
  const chunks: (readonly [number, number])[] = [];
  const own = job.work(numbers, (from, to) => chunks.push([from, to]));
  expect(own).toBe(chunks.reduce((sum, [from, to]) => sum + to - from, 0));
  return chunks;
}

describe('a job that threads share', () => {
  it('can be joined while it is open, and only then', () => {
    const { main, worker } = bothSides();
    expect(worker.join()).toBeNull();
    main.open(NUMBERS);
    expect(worker.join()).toEqual(NUMBERS);
    expect(worker.join()).toEqual(NUMBERS);
    chunksOf(main, NUMBERS);
    worker.leave();
    worker.leave();
    main.settle(10);
    expect(worker.join()).toBeNull();
  });

  it('has a number, one more each time: what a worker waits for', () => {
    const { main, worker } = bothSides();
    main.open(NUMBERS);
    expect(worker.nextGeneration(0)).toBe(1);
    main.open({ ...NUMBERS, weight: 4 });
    expect(worker.nextGeneration(1)).toBe(2);
    expect(worker.nextGeneration(0)).toBe(2);
    expect(worker.join()).toMatchObject({ weight: 4 });
  });

  it('is done in chunks, each by whoever comes first, the last as long as what is left', () => {
    const { main, worker } = bothSides();
    main.open(NUMBERS);
    const [byMain, byWorker]: (readonly [number, number])[][] = [[], []];
    const own = main.work(NUMBERS, (from, to) => {
      byMain!.push([from, to]);
      if (from === 0) byWorker!.push(...chunksOf(worker, NUMBERS));
    });
    expect([own, byMain, byWorker]).toEqual([
      4,
      [[0, 4]],
      [
        [4, 8],
        [8, 10],
      ],
    ]);
    main.settle(10);
  });

  it('begins again at its first row when it is opened again', () => {
    const { main } = bothSides();
    for (let time = 0; time < 2; time++) {
      main.open({ ...NUMBERS, rows: 8 });
      expect(chunksOf(main, { ...NUMBERS, rows: 8 })).toEqual([
        [0, 4],
        [4, 8],
      ]);
      main.settle(8);
    }
  });

  it('counts what workers computed over all jobs, without a sign', () => {
    const { worker, main } = bothSides();
    worker.countByWorkers(3);
    worker.countByWorkers(4);
    expect(main.rowsByWorkers).toBe(7);
    worker.countByWorkers(2 ** 31 - 1);
    expect(main.rowsByWorkers).toBe(2 ** 31 + 6);
  });

  it('fails, with a code, once a worker has died, before its rows and after', () => {
    for (const done of [0, 10]) {
      const { main, worker } = bothSides();
      main.open(NUMBERS);
      worker.join();
      if (done > 0) chunksOf(main, NUMBERS);
      worker.fail();
      expect(
        thrownBy(() => {
          main.settle(10);
        }),
      ).toMatchObject({
        code: 'engine/worker',
        message: 'reference: expected every worker thread to compute its rows, found that one has died',
      });
    }
  });
});
