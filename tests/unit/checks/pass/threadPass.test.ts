/** The pass on a thread, beside threads that say what the test wants: the thread of the program runs where the code is built (tests/e2e). */
import { describe, expect, it } from 'vitest';
import type { PassOptions, StartedPass } from '../../../../src/checks/pass/filePass.ts';
import { PASS_THREAD, threadPass } from '../../../../src/checks/pass/threadPass.ts';
import type { FileSource } from '../../../../src/gguf/source.ts';

const SOURCE = { descriptor: 7, size: 1000, name: 'a.gguf' } as FileSource;
const RESULT = { sha256: 'ab', tallies: [] };

/** A pass whose thread is this script; `say` posts a message. */
function passOf(script: string, options: PassOptions = {}): StartedPass {
  const code = `import { parentPort, workerData } from 'node:worker_threads';
    const say = (message) => parentPort.postMessage(message);
    const RESULT = ${JSON.stringify(RESULT)};
    ${script}`;
  return threadPass(new URL(`data:text/javascript,${encodeURIComponent(code)}`), SOURCE, options);
}

async function outcome(pass: StartedPass): Promise<unknown> {
  try {
    return await pass.finish(null);
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
    const plan = { extents: [], littleEndian: false };
    const pass = passOf(`say({ kind: 'result', result: { sha256: JSON.stringify(workerData), tallies: [] } })`);
    const result = await pass.finish(plan);
    await pass.close();
    expect(JSON.parse(result!.sha256)).toEqual({ descriptor: 7, name: 'a.gguf', size: 1000, plan });
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
    const settled = pass.finish(null);
    await pass.close();
    expect(await Promise.race([settled, Promise.resolve('pending')])).toBe('pending');
  });
});
