/** The reference on worker threads: through dist/, since Node 20 runs no TypeScript in a thread. `npm test` builds it first. */
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/engine/engine.ts';
import { openFileSource } from '../../src/gguf/source.ts';
import { buildProgram } from '../../src/model/build.ts';
import { openSession } from '../../src/reference/loadSession.ts';
import { Matrix } from '../../src/reference/matrix.ts';
import { ProductPool } from '../../src/reference/product/productPool.ts';
import { FileWeights } from '../../src/residency/fileWeights.ts';
import { BIN, cachedModel, flea, temporaryFolder, tinyFile } from '../support/cli.ts';
import { parsedFile } from '../support/tinyModel.ts';
import { openZoo, type OpenZoo } from '../support/zoo.ts';

const DIST = new URL('../dist/reference/', pathToFileURL(BIN));
const THREAD = new URL('product/productThread.js', DIST);
const TOKENS = Int32Array.of(5, 17, 200, 3, 42);

type Model = Pick<OpenZoo, 'program' | 'weights'>;

/** `mainWorks` false: workers compute every row, so that equality says something of them. */
async function logitsOf(model: Model, workers: number, mainWorks = false, tokens = TOKENS): Promise<Buffer> {
  const pool = workers === 0 ? null : { thread: THREAD, workers, mainWorks };
  const session = await openSession(model.program, model.weights, tokens.length + 1, pool);
  const all = await session.step(tokens, { logits: 'all' });
  const last = await session.step(tokens.subarray(0, 1), { logits: 'last' });
  await session.close();
  return Buffer.concat([all, last].map((x) => new Uint8Array(x.buffer, x.byteOffset, x.byteLength)));
}

async function broken(code: string): Promise<Session> {
  const { program, weights } = openZoo({ architecture: 'llama', seed: 1 });
  const thread = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
  return openSession(program, weights, 8, { thread, workers: 2, mainWorks: false });
}

const SAYS_READY = "import { parentPort } from 'node:worker_threads'; parentPort.postMessage('ready');";

describe('the reference on worker threads', () => {
  it.each([
    ['llama', ['F32']],
    ['llama', ['Q4_1', 'Q8_0', 'F16']],
    ['qwen2', ['BF16', 'Q4_0']],
    ['gemma3', ['Q4_K', 'Q6_K', 'IQ4_XS']],
    ['qwen3moe', ['Q5_0', 'F32']],
    ['gpt-oss', ['MXFP4', 'F16']],
    ['deepseek2', ['Q8_0', 'F16']],
  ] as const)('gives the same bits of %s in %j with 0, 1, 2 and 3 workers', async (architecture, types) => {
    const model = openZoo({ architecture, seed: 7, types });
    const alone = await logitsOf(model, 0);
    expect(alone.length).toBeGreaterThan(0);
    for (const workers of [1, 2, 3]) expect((await logitsOf(model, workers)).equals(alone)).toBe(true);
    expect((await logitsOf(model, 1, true)).equals(alone)).toBe(true);
  });

  it('has its rows computed by the workers', async () => {
    const { program, weights } = openZoo({ architecture: 'llama', seed: 7 });
    const name = [...program.weights.keys()].find((n) => n.endsWith('ffn_up.weight'))!;
    const { type, rows, cols, bytes: length } = weights.spec(name);
    const bytes = new Uint8Array(new SharedArrayBuffer(length));
    weights.read(name, 0, bytes);
    const data = { type, rows, cols, bytes };
    const matrix = new Matrix(data);
    const pool = new ProductPool([data], [matrix], { thread: THREAD, workers: 2, mainWorks: false });
    await pool.ready();
    pool.multiply({ weight: matrix, slice: 0, nSlices: 1, x: new Float64Array(cols).fill(1) });
    await pool.close();
    expect(pool.rowsByWorkers).toBe(rows);
  });

  it('fails to load, with a code, where a worker cannot start', async () => {
    await expect(broken("throw new Error('planted')")).rejects.toMatchObject({ code: 'engine/worker' });
    await expect(broken('')).rejects.toMatchObject({ code: 'engine/worker' });
  });

  it('fails a step, with a code, where a worker has died since, and every step after', async () => {
    const session = await broken(`${SAYS_READY} setTimeout(() => { throw new Error('planted'); }, 50);`);
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let i = 0; i < 2; i++) {
      const step = session.step(TOKENS, { logits: 'last' });
      await expect(step).rejects.toThrow(
        /^reference: expected every worker thread to compute its rows, found .* planted$/,
      );
    }
    await session.close();
  });

  it('fails a step, with a code, where a worker dies of a row', async () => {
    const dies = `import { SharedJob } from '${new URL('product/sharedJob.js', DIST).href}';
      import { parentPort, workerData } from 'node:worker_threads';
      const job = new SharedJob(workerData.job);
      parentPort.postMessage('ready');
      job.nextGeneration(0); job.join(); job.fail(); throw new Error('planted');`;
    const session = await broken(dies);
    await expect(session.step(TOKENS, { logits: 'last' })).rejects.toMatchObject({ code: 'engine/worker' });
    await session.close();
  });

  it('does not keep a process alive that forgot to close its session', () => {
    const script = `
      const { openSession } = await import('${new URL('loadSession.js', DIST).href}');
      const program = { ops: [], values: [], caches: [], hparams: {}, weights: new Map([['w', { bytes: 4 }]]) };
      const weights = { spec: () => ({ type: 'F32', rows: 1, cols: 1, bytes: 4 }), read: () => {} };
      await openSession(program, weights, 1, { thread: new URL('${THREAD.href}'), workers: 2 });
      process.stdout.write('loaded');`;
    const args = ['--input-type=module', '-e', script];
    const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 20_000 });
    expect([status, stdout]).toEqual([0, 'loaded']);
  });

  it('honours --threads, to the same answer', () => {
    const file = tinyFile(temporaryFolder());
    const logits = (threads: string): string => {
      const { code, stdout } = flea(
        'logits',
        file,
        '--tokens',
        '5,17,3',
        '--engine',
        'reference',
        '--threads',
        threads,
        '--json',
      );
      expect(code).toBe(0);
      return stdout;
    };
    expect(logits('3')).toBe(logits('1'));
  });

  const smollm2 = cachedModel('SmolLM2-135M-Instruct.Q4_1.gguf');
  it.runIf(smollm2 !== null)(
    'gives the same bits of SmolLM2 (left out where it is not in the cache: run `npm run models`)',
    async () => {
      const source = openFileSource(smollm2 ?? '');
      const file = parsedFile(source);
      const program = buildProgram(file).program!;
      const model = { program, weights: new FileWeights(file, program, source) };
      const tokens = Int32Array.of(504, 2);
      const alone = await logitsOf(model, 0, true, tokens);
      for (const workers of [1, 2]) expect((await logitsOf(model, workers, true, tokens)).equals(alone)).toBe(true);
      source.close();
    },
  );
});
