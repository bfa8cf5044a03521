/** How a session of the reference is loaded: its threads, the memory of its weights, and what workers are told. */
import { describe, expect, it } from 'vitest';
import type { Session, WeightSource } from '../../../src/engine/engine.ts';
import type { Program } from '../../../src/model/program.ts';
import { loadSession, openSession } from '../../../src/reference/loadSession.ts';
import { IDLE_THREAD, thread, withWorkers } from '../../support/idleWorkers.ts';
import { openTiny } from '../../support/tinyModel.ts';
import { openZoo } from '../../support/zoo.ts';

interface Model {
  readonly program: Program;
  readonly weights: WeightSource;
}

const TOKENS = Int32Array.of(5, 17, 3);
const tiny: Model = openTiny();
const load = (threads: number | undefined, url: URL | null, { program, weights }: Model = tiny): Promise<Session> =>
  loadSession(program, weights, threads === undefined ? { nCtx: 4 } : { nCtx: 4, threads }, url);

/** `weights`, and which kinds of memory they were read into. */
function watched(weights: WeightSource): { readonly source: WeightSource; readonly memory: Set<unknown> } {
  const memory = new Set<unknown>();
  const source: WeightSource = {
    spec: (tensor) => weights.spec(tensor),
    read: (tensor, offset, into) => {
      memory.add(into.buffer.constructor);
      weights.read(tensor, offset, into);
    },
  };
  return { source, memory };
}

describe('loading a session of the reference', () => {
  it.each([
    [undefined, 0],
    [1, 0],
    [2, 1],
    [4, 3],
  ])('on %s threads starts %i workers for a small model', async (threads, expected) => {
    const [session, workers] = await withWorkers(() => load(threads, IDLE_THREAD));
    expect(workers).toHaveLength(expected);
    // x and y of a product, 16 MiB each.
    expect(session.memory().scratchBytes).toBe(expected === 0 ? 0 : 2 * 16 * 2 ** 20);
    await session.close();
  });

  it('starts none where a thread has no program to run', async () => {
    const [session, workers] = await withWorkers(() => load(4, null));
    expect([workers.length, session.memory().scratchBytes]).toEqual([0, 0]);
    await session.close();
  });

  it('ends its workers when it is closed', async () => {
    const [session, workers] = await withWorkers(() => load(3, IDLE_THREAD));
    expect(workers.every(({ threadId }) => threadId > 0)).toBe(true);
    await session.close();
    expect(workers.map(({ threadId }) => threadId)).toEqual([-1, -1]);
  });

  it('reads weights into memory that threads share only where there are other threads', async () => {
    for (const [threads, expected] of [
      [1, ArrayBuffer],
      [2, SharedArrayBuffer],
    ] as const) {
      const { source, memory } = watched(tiny.weights);
      const session = await load(threads, IDLE_THREAD, { ...tiny, weights: source });
      await session.close();
      expect([...memory]).toEqual([expected]);
    }
  });

  it.each(['llama', 'qwen3moe'])('gives the same logits of %s beside workers that do nothing', async (architecture) => {
    const model = openZoo({ architecture, seed: 3 });
    const [alone, beside] = [await load(1, IDLE_THREAD, model), await load(3, IDLE_THREAD, model)];
    const expected = await alone.step(TOKENS, { logits: 'all' });
    expect(expected.length).toBe(TOKENS.length * model.program.hparams.nVocab);
    expect([...(await beside.step(TOKENS, { logits: 'all' }))]).toEqual([...expected]);
    await beside.close();
    await alone.close();
  });

  it('tells workers of every weight, with the rows of all experts', async () => {
    const { program, weights } = openZoo({ architecture: 'qwen3moe', seed: 3 });
    const shapes = [...program.weights.values()].map((w) => [w.type, w.rows * (w.slices ?? 1), w.cols, w.bytes]);
    expect([...program.weights.values()].some(({ slices = 1 }) => slices > 1)).toBe(true);
    const picky = (wanted: unknown): URL =>
      thread(`import { parentPort, workerData } from 'node:worker_threads';
        const found = workerData.weights.map(({ type, rows, cols, bytes }) => [type, rows, cols, bytes.length]);
        if (JSON.stringify(found) !== ${JSON.stringify(JSON.stringify(wanted))}) throw new Error(JSON.stringify(found));
        parentPort.postMessage('ready');
        parentPort.on('message', () => undefined);`);
    const open = (wanted: unknown): Promise<Session> =>
      openSession(program, weights, 4, { thread: picky(wanted), workers: 1 });
    await (await open(shapes)).close();
    await expect(open(shapes.slice(1))).rejects.toMatchObject({ code: 'engine/worker' });
  });
});
