import { expect, it } from 'vitest';
import type { Session, WeightSource } from '../../../src/engine/engine.ts';
import { CPU_ENGINES, describeNative, openEngine } from '../../support/native.ts';
import { TINY, tinyModel, type TinyModel } from './tinyModel.ts';

const N_CTX = 300;

/** Ids of the tiny vocabulary. */
function ids(n: number): Int32Array {
  return Int32Array.from({ length: n }, (_, i) => (i * 7 + 3) % TINY.nVocab);
}

/** The model with the bytes of one tensor replaced. */
function withBytes(model: TinyModel, tensor: string, bytes: (found: Uint8Array) => Uint8Array): WeightSource {
  const found = bytes(model.data.get(tensor)?.bytes.slice() ?? new Uint8Array(0));
  return {
    spec: (name) => model.source.spec(name),
    read: (name, offset, into) => {
      if (name === tensor) into.set(found.subarray(offset, offset + into.length));
      else model.source.read(name, offset, into);
    },
  };
}

for (const name of CPU_ENGINES) {
  describeNative(`a session (${name})`, () => {
    const model = tinyModel();
    const open = (threads = 1, nCtx = N_CTX): Promise<Session> =>
      openEngine(name).load(model.program, model.source, { nCtx, threads });

    it('gives the same bits for every number of threads and every cut into steps', async () => {
      const whole = await (await open(1)).step(ids(200), { logits: 'all' });
      expect(whole.every(Number.isFinite)).toBe(true);
      for (const [threads, cut] of [
        [2, 200],
        [3, 1],
        [8, 7],
        [1, 64],
        [2, 129],
      ] as const) {
        const session = await open(threads);
        for (let at = 0; at < 200; at += cut) {
          const piece = await session.step(ids(200).subarray(at, at + cut), { logits: 'all' });
          expect(piece).toEqual(whole.subarray(at * TINY.nVocab, at * TINY.nVocab + piece.length));
        }
        await session.close();
      }
    });

    it('gives the last row of the logits when asked for the last only', async () => {
      for (const n of [1, 2, 7, 128, 129, 200]) {
        const all = await (await open()).step(ids(n), { logits: 'all' });
        const last = await (await open()).step(ids(n), { logits: 'last' });
        expect(last).toEqual(all.subarray(-TINY.nVocab));
      }
    });

    it('shows every op its output in order, and the logits are the last of them', async () => {
      for (const n of [1, 5, 200]) {
        const seen: number[] = [];
        let last = new Float32Array(0);
        const session = await open(2);
        await session.trace(ids(n), (op, output) => {
          seen.push(op);
          const width = model.program.values[model.program.ops[op]?.output ?? -1]?.shape[1] as number;
          expect(output.length).toBe(n * width);
          last = Float32Array.from(output);
        });
        expect(seen).toEqual(model.program.ops.map(({ index }) => index));
        expect(session.past).toBe(n);
        expect(last).toEqual(await (await open()).step(ids(n), { logits: 'all' }));
      }
    });

    it('forgets what it is told to forget', async () => {
      const session = await open();
      await session.step(ids(20), { logits: 'last' });
      session.truncate(5);
      expect(session.past).toBe(5);
      const again = await session.step(ids(9).subarray(5), { logits: 'last' });
      expect(again).toEqual(await (await open()).step(ids(9), { logits: 'last' }));
      expect(() => {
        session.truncate(10);
      }).toThrow(expect.objectContaining({ code: 'step/truncate' }) as Error);
    });

    it('says what it holds', async () => {
      const { weightBytes, cacheBytes, scratchBytes } = (await open(1, 64)).memory();
      expect(weightBytes).toBe([...model.program.weights.values()].reduce((sum, w) => sum + w.bytes, 0));
      expect(cacheBytes).toBe(2 * TINY.nLayer * 64 * TINY.nHeadKv * TINY.headDim * 4);
      expect(scratchBytes).toBeGreaterThan(0);
      expect(scratchBytes).toBeLessThan(1 << 20);
    });

    it('refuses bad tokens, no tokens and too many, and goes on as before', async () => {
      const session = await open(1, 4);
      const step = (tokens: Int32Array): Promise<unknown> => session.step(tokens, { logits: 'last' });
      await expect(step(new Int32Array(0))).rejects.toMatchObject({ code: 'step/empty' });
      await expect(step(Int32Array.of(0, TINY.nVocab))).rejects.toMatchObject({ code: 'step/token-range' });
      await expect(step(Int32Array.of(-1))).rejects.toMatchObject({ code: 'step/token-range' });
      await expect(step(ids(5))).rejects.toMatchObject({ code: 'step/context-full' });
      await step(ids(3));
      await expect(step(ids(2))).rejects.toMatchObject({ code: 'step/context-full' });
      await expect(session.trace(ids(2), () => undefined)).rejects.toMatchObject({ code: 'step/context-full' });
      expect(session.past).toBe(3);
      await step(ids(1));
      expect(session.past).toBe(4);
    });

    it('refuses everything else while a step is in flight', async () => {
      const session = await open(1);
      const flight = session.step(ids(200), { logits: 'all' });
      await expect(session.step(ids(1), { logits: 'last' })).rejects.toMatchObject({ code: 'step/busy' });
      await expect(session.trace(ids(1), () => undefined)).rejects.toMatchObject({ code: 'step/busy' });
      await expect(session.close()).rejects.toMatchObject({ code: 'step/busy' });
      expect(() => {
        session.truncate(0);
      }).toThrow(expect.objectContaining({ code: 'step/busy' }) as Error);
      await flight;
      expect(session.past).toBe(200);
      await session.step(ids(1), { logits: 'last' });
    });

    it('refuses calls from inside a trace, and forgets a trace whose sink threw', async () => {
      const session = await open();
      const refusals: Promise<unknown>[] = [];
      await session.trace(ids(2), (op) => {
        if (op === 0) refusals.push(session.step(ids(1), { logits: 'last' }), session.close());
      });
      for (const refusal of await Promise.allSettled(refusals)) {
        expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'step/busy' } });
      }
      const planted = new Error('planted');
      let calls = 0;
      await expect(
        session.trace(ids(3), () => {
          calls++;
          throw planted;
        }),
      ).rejects.toBe(planted);
      expect(calls).toBe(1);
      expect(session.past).toBe(2);
      const next = await session.step(ids(3).subarray(2), { logits: 'last' });
      expect(next).toEqual(await (await open()).step(ids(3), { logits: 'last' }));
    });

    it('may be closed twice, and does nothing afterwards', async () => {
      const session = await open(2);
      await session.close();
      await session.close();
      await expect(session.step(ids(1), { logits: 'last' })).rejects.toMatchObject({ code: 'step/closed' });
      expect(() => {
        session.truncate(0);
      }).toThrow(expect.objectContaining({ code: 'step/closed' }) as Error);
      expect(session.memory().weightBytes).toBeGreaterThan(0);
    });

    it('names the op after which a logit stopped being finite, and keeps its positions', async () => {
      const source = withBytes(model, 'blk.1.down', (bytes) => bytes.fill(0x7c, 0, 64)); // binary16 NaN
      const session = await openEngine(name).load(model.program, source, { nCtx: 8 });
      const down = model.program.ops.find((op) => op.name === 'blk.1.down')?.index ?? NaN;
      const failure = expect.objectContaining({
        code: 'step/non-finite',
        message: expect.stringContaining(`op ${String(down)} (linear)`) as string,
      }) as Error;
      await expect(session.step(ids(2), { logits: 'last' })).rejects.toEqual(failure);
      expect(session.past).toBe(0);
    });

    it('opens only with a source that holds what the Program says', async () => {
      const engine = openEngine(name);
      const planted = new Error('the disk is on fire');
      const failing: WeightSource = {
        ...model.source,
        read: () => {
          throw planted;
        },
      };
      await expect(engine.load(model.program, failing, { nCtx: 8 })).rejects.toBe(planted);
      const other: WeightSource = { ...model.source, spec: (t) => ({ ...model.source.spec(t), type: 'F32' }) };
      await expect(engine.load(model.program, other, { nCtx: 8 })).rejects.toMatchObject({ code: 'load/weight-spec' });
      const detaching: WeightSource = {
        ...model.source,
        read: (_t, _o, into) => {
          structuredClone(into.buffer, { transfer: [into.buffer as ArrayBuffer] });
        },
      };
      await expect(engine.load(model.program, detaching, { nCtx: 8 })).rejects.toMatchObject({ code: 'weights/read' });
    });

    it('opens only with numbers in range', async () => {
      const engine = openEngine(name);
      for (const options of [
        { nCtx: 0 },
        { nCtx: -1 },
        { nCtx: 1.5 },
        { nCtx: 2 ** 24 + 1 },
        { nCtx: 2 ** 32 },
        { nCtx: 8, threads: 257 },
        { nCtx: 8, threads: -1 },
      ]) {
        await expect(engine.load(model.program, model.source, options)).rejects.toMatchObject({
          code: 'load/argument',
        });
      }
    });
  });
}
