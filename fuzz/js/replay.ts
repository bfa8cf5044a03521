/**
 * An input through a target once, outside the fuzzer:
 *
 *   node build/fuzz-js/fuzz/js/replay.js TARGET.js FILE [--minimise OUT]
 *
 * Exit 1 with the error when it is one; 0 otherwise. `--minimise` writes a smaller input that gives the same error.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

type Fuzz = (data: Buffer) => void;

function errorOf(fuzz: Fuzz, data: Buffer): Error | null {
  try {
    fuzz(data);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Leaves out ever smaller pieces, as long as the same error comes. */
function minimise(fuzz: Fuzz, first: Buffer, error: Error): Buffer {
  let best = first;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length;) {
      const shorter = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      const same = errorOf(fuzz, shorter);
      if (same?.message === error.message && same.name === error.name) best = shorter;
      else at += size;
    }
  }
  return best;
}

const [program = '', file = '', flag, out] = process.argv.slice(2);
const { fuzz } = (await import(pathToFileURL(resolve(program)).href)) as { fuzz: Fuzz };
Error.stackTraceLimit = 50;
const data = readFileSync(file);
const error = errorOf(fuzz, data);
if (error && flag === '--minimise' && out !== undefined) writeFileSync(out, minimise(fuzz, data, error));
if (error) {
  process.stderr.write(`${error.stack ?? String(error)}\n`);
  process.exitCode = 1;
}
