/** The pass on a thread, beside threads that say what the test wants: the thread of the program runs where the code is built (tests/e2e). */
import { describe, expect, it } from 'vitest';
import type { PassOptions, PassPlan, StartedPass } from '../../../../src/checks/pass/filePass.ts';
import { PASS_THREAD, threadPass } from '../../../../src/checks/pass/threadPass.ts';
import type { FileSource } from '../../../../src/gguf/source.ts';
import { RangeList } from '../../../../src/gguf/rangeList.ts';
import { planWith } from '../../../support/passPlans.ts';

const SOURCE = { descriptor: 7, size: 1000, name: 'a.gguf' } as FileSource;
const RESULT = { sha256: 'ab', tallies: [], kept: 'bytes' };

/** A pass whose thread is this script; `say` posts a message. */
function passOf(script: string, options: PassOptions = {}, plan: PassPlan = planWith()): StartedPass {
  const code = `import { parentPort, workerData } from 'node:worker_threads';
    const say = (message) => parentPort.postMessage(message);
    const RESULT = ${JSON.stringify(RESULT)};
    ${script}`;
  return threadPass(new URL(`data:text/javascript,${encodeURIComponent(code)}`), SOURCE, plan, options);
}

async function outcome(pass: StartedPass): Promise<unknown> {
  try {
    return await pass.result;
  } catch (error) {
    return error;
  } finally {
    await pass.close();
  }
}

describe('a pass on a thread', () => {
  it('has none where the code is not built', () => {
    expect(PASS_THREAD).toBeNull();
  });

  it('tells its thread which file to read and what to scan, and gives what the thread says', async () => {
    const plan = planWith({ head: Uint8Array.of(1, 2), kept: [{ start: 3, end: 5 }], littleEndian: false });
    const pass = passOf(`say({ kind: 'result', result: workerData })`, {}, plan);
    const result = await pass.result;
    await pass.close();
    expect(result).toEqual({ descriptor: 7, name: 'a.gguf', size: 1000, plan });
  });

  it('tells its thread as many ranges as there are, also where they are made when they are asked for', async () => {
    const ranges = new RangeList();
    for (let i = 0; i < 10_000; i++) ranges.push(2 * i, 2 * i + 1);
    const script = `say({ kind: 'result', result: { ...RESULT, sha256: String(workerData.plan.kept.length) } })`;
    const pass = passOf(script, {}, planWith({ kept: ranges.list() }));
    expect((await pass.result)?.sha256).toBe('10000');
    await pass.close();
  });

  it('tells its progress, and nothing else as progress', async () => {
    const told: number[] = [];
    const script = `say({ kind: 'progress', bytes: 10 }); say({ kind: 'progress', bytes: 20 });
      say({ kind: 'result', result: RESULT });`;
    expect(await outcome(passOf(script, { onProgress: (n) => told.push(n) }))).toEqual(RESULT);
    expect(told).toEqual([10, 20]);
  });

  it('is null at a signal: one that came before, and one that comes while it reads', async () => {
    const endless = `say({ kind: 'progress', bytes: 1 }); setInterval(() => undefined, 1000);`;
    expect(await outcome(passOf(endless, { signal: AbortSignal.abort() }))).toBeNull();
    const controller = new AbortController();
    const onProgress = (): void => {
      controller.abort();
    };
    expect(await outcome(passOf(endless, { signal: controller.signal, onProgress }))).toBeNull();
  });

  it('fails as its thread did, with the code, the file and the place', async () => {
    const failing = (failure: object): Promise<unknown> =>
      outcome(passOf(`say({ kind: 'failure', failure: ${JSON.stringify(failure)} })`));
    expect(await failing({ code: 'io/shrank', message: 'short', path: 'a.gguf', offset: 5 })).toMatchObject({
      code: 'io/shrank',
      message: 'short',
      path: 'a.gguf',
      offset: 5,
    });
    expect(await failing({ code: 'io/unreadable', message: 'm' })).toMatchObject({
      path: undefined,
      offset: undefined,
    });
    expect(await outcome(passOf(`throw new TypeError('planted')`))).toMatchObject({ message: 'planted' });
  });

  it('closes before it was ever finished, and ends a thread that would run for ever', async () => {
    await expect(passOf('').close()).resolves.toBeUndefined();
    const pass = passOf('setInterval(() => undefined, 1000);');
    const settled = pass.result;
    await pass.close();
    expect(await Promise.race([settled, Promise.resolve('pending')])).toBe('pending');
  });
});
