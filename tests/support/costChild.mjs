/**
 * What reading a file costs in a process of its own, with nothing else in it: `node --expose-gc costChild.mjs MODULES FILE` prints
 * { yardsticks, peak, retained, metadata }: the best of some readings, in turns of a fixed piece of work beside it; the growth of the
 * resident set, what stays after a collection, and the size of the metadata section, all in bytes. With `limited` after FILE the
 * limits on counts are the default ones. With `planted` and a number instead of FILE: retains as many bytes. With `hoarder` after FILE:
 * an object of each tensor and key is kept as well.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [modules, file, planted] = process.argv.slice(2);
const limits = planted === 'limited' ? {} : { nKv: 2e6, nTensors: 1e6 };
const { parseGguf } = await import(pathToFileURL(`${modules}/gguf/parse.js`).href);
const { openFileSource, bufferSource } = await import(pathToFileURL(`${modules}/gguf/source.js`).href);

const READINGS = 12;
const NAMES = 20_000;
/** After this a reading is slow whatever the next ones take. */
const ENOUGH_MS = 1000;

const STATUS = '/proc/self/status';
const CLEAR = '/proc/self/clear_refs';

/**
 * The largest resident set so far, in bytes. Of the process's memory itself where Linux tells: what getrusage tells begins with that of
 * the process which started this one, and hides all that is below it.
 */
const peakNow = () =>
  existsSync(STATUS)
    ? Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(STATUS, 'latin1'))?.[1]) * 1024
    : process.resourceUsage().maxRSS * 1024;

/** From here on the peak is that of what follows, where Linux lets it begin anew. */
const forgetPeak = () => {
  if (existsSync(CLEAR)) writeFileSync(CLEAR, '5');
};

const retainedNow = () => {
  // Buffers are freed beside the collection that finds them: the second one waits for that.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const read = () => {
  if (file === 'planted') return { kept: new Uint8Array(Number(planted)).fill(1), file: null };
  const source = openFileSource(file);
  const result = parseGguf(source, { profile: 'compat', limits });
  source.close();
  return planted === 'hoarder' ? { ...result, kept: [...result.file.tensors, ...result.file.metadata] } : result;
};

/** The best so far, by the clock or the processor: on a busy machine the clock runs while others work, and collectors have threads. */
const best = { reading: Infinity, yardstick: Infinity };
const timed = (what, action) => {
  const start = performance.now();
  const startOfWork = process.cpuUsage();
  const result = action();
  const taken = performance.now() - start;
  const { user, system } = process.cpuUsage(startOfWork);
  best[what] = Math.min(best[what], taken, (user + system) / 1000);
  return { result, taken };
};

/** Strings made, kept and found again, as many as a file of some hundred kilobytes has: how fast this machine is just now. */
const yardstick = () => {
  const names = new Map();
  for (let i = 0; i < NAMES; i++) names.set(`name ${i}`, i);
  let sum = 0;
  for (let i = 0; i < NAMES; i++) sum += names.get(`name ${i}`);
  return sum;
};

// Whatever loading and a first reading of nothing take is not the file's.
parseGguf(bufferSource(new Uint8Array(64)));
const before = retainedNow();
forgetPeak();
const residentBefore = peakNow();
let peak = 0;
let result;
for (let i = 0, spent = 0; i < READINGS && spent < ENOUGH_MS; i++) {
  const reading = timed('reading', read);
  result = reading.result;
  spent += reading.taken;
  // The peak of one reading: what the one before left behind is not the next one's.
  if (i === 0) peak = peakNow() - residentBefore;
  timed('yardstick', yardstick);
}
const retained = retainedNow() - before;
process.stdout.write(
  JSON.stringify({
    yardsticks: best.reading / best.yardstick,
    peak,
    retained,
    metadata: result?.file?.metadataBytes ?? 0,
  }),
);
