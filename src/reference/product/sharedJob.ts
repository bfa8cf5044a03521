import { EngineError } from '../../core/errors.ts';

/** One product as numbers: what goes through shared memory. */
export interface JobNumbers {
  /** Index of the weight, and of the bias, -1 without. */
  readonly weight: number;
  readonly bias: number;
  readonly slice: number;
  readonly nSlices: number;
  /** Rows of x. */
  readonly n: number;
  /** Rows of the slice. */
  readonly rows: number;
  /** Rows that a thread takes at a time. */
  readonly chunk: number;
}

const FIELDS = ['weight', 'bias', 'slice', 'nSlices', 'n', 'rows', 'chunk'] as const;

/** Grows with each job: what idle workers wait for. */
const GENERATION = 0;
/** {@link OPEN} while workers may join, plus how many have joined and not left. */
const STATE = 1;
/** The first row that nobody has taken. */
const NEXT = 2;
/** Rows that are computed. */
const DONE = 3;
/** 1 once a worker has died. */
const FAILED = 4;
/** Rows that workers have computed, over all jobs, modulo 2^32. */
const BY_WORKERS = 5;
const FIRST_FIELD = 6;

const OPEN = 1 << 30;

/** Looks before a thread goes to sleep: a token has hundreds of products with little between them. A guess, not tuned: no core was free to tune it on. */
const SPINS = 20_000;

/** A chunk takes milliseconds. A worker that has not finished one in this time never will. */
const STALL_MS = 30_000;

/**
 * The words by which threads share the rows of one product after another. The main thread opens a job; workers join while it is open; each
 * thread takes the next rows until none are left. A worker that comes too late to join is not waited for, so a busy machine costs no more than the
 * help. Numbers of a job change only while nobody has joined.
 */
export class SharedJob {
  static readonly BYTES = 4 * (FIRST_FIELD + FIELDS.length);
  readonly #words: Int32Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** Main thread: workers may join. */
  open(job: JobNumbers): void {
    FIELDS.forEach((field, i) => Atomics.store(this.#words, FIRST_FIELD + i, job[field]));
    Atomics.store(this.#words, NEXT, 0);
    Atomics.store(this.#words, DONE, 0);
    Atomics.store(this.#words, STATE, OPEN);
    Atomics.add(this.#words, GENERATION, 1);
    Atomics.notify(this.#words, GENERATION);
  }

  /** Main thread: waits until every row is done and every worker has left. Throws EngineError `engine/worker` where a worker died. */
  settle(rows: number): void {
    this.#await(DONE, (done) => done === rows);
    Atomics.and(this.#words, STATE, ~OPEN);
    this.#await(STATE, (state) => state === 0);
  }

  /** Worker: waits for the generation after `seen`, and gives it. */
  nextGeneration(seen: number): number {
    for (let spins = 0; spins < SPINS; spins++) {
      const generation = Atomics.load(this.#words, GENERATION);
      if (generation !== seen) return generation;
    }
    Atomics.wait(this.#words, GENERATION, seen);
    return Atomics.load(this.#words, GENERATION);
  }

  /** Worker: the job, if one is open still; `leave` must follow. */
  join(): JobNumbers | null {
    for (;;) {
      const state = Atomics.load(this.#words, STATE);
      if ((state & OPEN) === 0) return null;
      if (Atomics.compareExchange(this.#words, STATE, state, state + 1) === state) return this.#job();
    }
  }

  leave(): void {
    Atomics.sub(this.#words, STATE, 1);
    Atomics.notify(this.#words, STATE);
  }

  /** Any thread that has the job: does rows until none are left; gives how many it did. */
  work({ rows, chunk }: JobNumbers, compute: (from: number, to: number) => void): number {
    let own = 0;
    for (;;) {
      const from = Atomics.add(this.#words, NEXT, chunk);
      if (from >= rows) return own;
      const to = Math.min(rows, from + chunk);
      compute(from, to);
      own += to - from;
      Atomics.add(this.#words, DONE, to - from);
      Atomics.notify(this.#words, DONE);
    }
  }

  countByWorkers(rows: number): void {
    Atomics.add(this.#words, BY_WORKERS, rows);
  }

  get rowsByWorkers(): number {
    return Atomics.load(this.#words, BY_WORKERS) >>> 0;
  }

  fail(): void {
    Atomics.store(this.#words, FAILED, 1);
    Atomics.notify(this.#words, DONE);
    Atomics.notify(this.#words, STATE);
  }

  #job(): JobNumbers {
    const field = (name: (typeof FIELDS)[number]): number =>
      Atomics.load(this.#words, FIRST_FIELD + FIELDS.indexOf(name));
    return {
      weight: field('weight'),
      bias: field('bias'),
      slice: field('slice'),
      nSlices: field('nSlices'),
      n: field('n'),
      rows: field('rows'),
      chunk: field('chunk'),
    };
  }

  #await(word: number, isReached: (value: number) => boolean): void {
    for (let spins = 0; ; spins++) {
      if (Atomics.load(this.#words, FAILED) !== 0) throw workerError('one has died');
      const value = Atomics.load(this.#words, word);
      if (isReached(value)) return;
      if (spins < SPINS || Atomics.wait(this.#words, word, value, STALL_MS) !== 'timed-out') continue;
      this.fail();
      throw workerError(`one has done nothing for ${String(STALL_MS / 1000)} s`);
    }
  }
}

export function workerError(found: string): EngineError {
  return new EngineError(
    'engine/worker',
    `reference: expected every worker thread to compute its rows, found that ${found}`,
  );
}
