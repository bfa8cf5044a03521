/**
 * Ends a process, or a thread of it, while the addon is at work: the child of `tests/unit/native/endings.test.ts`.
 *
 *   node nativeEndChild.mjs FOLDER WORK ENDING [thread]
 *
 * FOLDER holds what the test wrote: `where.json` (addon, library), `model.ffp1` and its weights, `op.ffp1`, and `bytes` to read.
 */
import { openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const [folder, work, ending, where] = isMainThread ? process.argv.slice(2) : workerData;
const {
  addon: addonPath,
  library: libraryPath,
  nCtx,
  opTokens,
  opWidth,
} = JSON.parse(readFileSync(join(folder, 'where.json'), 'utf8'));
const addon = createRequire(import.meta.url)(addonPath);
const library = addon.openLibrary(libraryPath);
const ids = (n) => Int32Array.from({ length: n }, (_, i) => i % 48);
/** Says that the work is under way, at once: output that waits for the event loop would come too late. */
const begun = () => void (isMainThread ? writeSync(1, 'begun\n') : parentPort.postMessage('begun'));

function open(read) {
  return addon.openSession(library, readFileSync(join(folder, 'model.ffp1')), nCtx, 2, read);
}

function readWeight(weight, offset, into) {
  into.set(readFileSync(join(folder, `weight.${String(weight)}`)).subarray(offset, offset + into.length));
}

const WORKS = {
  step: () => {
    void addon.step(open(readWeight), ids(nCtx), true, new Float32Array(48)).then(() => writeSync(1, 'done\n'));
    begun();
  },
  trace: () => {
    const session = open(readWeight);
    begun();
    for (;;) {
      addon.trace(session, ids(1000), () => undefined);
      addon.truncate(session, 0);
    }
  },
  'trace that ends in its sink': () => {
    addon.trace(open(readWeight), ids(1000), (op) => {
      if (op === 3) begun();
      if (op === 3) end();
    });
  },
  op: () => {
    const program = readFileSync(join(folder, 'op.ffp1'));
    const input = () => new Float32Array(opTokens * opWidth);
    const none = new Float32Array(0);
    begun();
    for (;;) addon.runOp(library, program, opTokens, 0, [input(), input(), input()], [], none, none, input());
  },
  'pass without a plan': () => {
    const path = join(folder, 'bytes');
    globalThis.pass = addon.startPass(openSync(path), statSync(path).size);
    begun();
  },
  pass: () => {
    const path = join(folder, 'bytes');
    globalThis.pass = addon.startPass(openSync(path), statSync(path).size);
    addon.planPass(
      globalThis.pass,
      new Uint32Array(0),
      new Float64Array(0),
      false,
      new Uint8Array(0),
      new Float64Array(0),
    );
    begun();
  },
  open: () => {
    begun();
    for (;;) addon.close(open(readWeight));
  },
  'open that ends in its callback': () => {
    open((weight, offset, into) => {
      readWeight(weight, offset, into);
      if (weight === 2) begun();
      if (weight === 2) end();
    });
  },
};

function end() {
  if (ending === 'exit') process.exit(7);
  if (ending === 'reallyExit') process.reallyExit(7);
  if (ending === 'exception') throw new Error('planted');
  if (ending === 'rejection') void Promise.reject(new Error('planted'));
  // 'nothing': the loop runs dry.
}

if (where === 'thread' && isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { workerData: [folder, work, ending, where] });
  worker.on('error', (error) => writeSync(1, `worker: ${error.message}\n`));
  worker.on('exit', (code) => writeSync(1, `worker ended with ${String(code)}\n`));
  worker.once('message', async () => {
    await setTimeout(20);
    if (ending === 'terminate') await worker.terminate();
    if (ending === 'exit of the other') process.exit(7);
  });
} else {
  WORKS[work]();
  // Ended from outside, it must have nothing of its own to end for.
  await setTimeout(['terminate', 'exit of the other'].includes(ending) ? 60_000 : 20);
  end();
}
