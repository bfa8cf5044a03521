import { reciprocal32 } from './binary32.ts';
import { putHalf } from './format.ts';

/**
 * Q4_1 and Q5_1: writes d = (max x − min x) / `count` and m = min x as binary16 at bytes 0 and 2, and passes the quant of each element,
 * ⌊(x − m) / d + ½⌋, to `each`. Every step is rounded to binary32, with d and m before they are rounded to binary16: equal to the
 * gguf package.
 */
export function quantizeSteps(
  x: Float64Array,
  bytes: Uint8Array,
  count: number,
  each: (i: number, quant: number) => void,
): void {
  const least = x.reduce((a, b) => Math.min(a, b));
  const greatest = x.reduce((a, b) => Math.max(a, b));
  const step = Math.fround(Math.fround(greatest - least) / count);
  const reciprocal = reciprocal32(step);
  putHalf(bytes, 0, step);
  putHalf(bytes, 2, least);
  x.forEach((value, i) => {
    const steps = Math.fround(Math.fround(value - least) * reciprocal);
    each(i, Math.min(count, Math.trunc(Math.fround(steps + 0.5))));
  });
}
