/** GELU as ggml's CPU code has it: looked up by the binary16 nearest to x, given back as binary16, except beyond ±10. */
import { f16ToNumber, numberToF16 } from '../../src/core/f16.ts';
import { FUNCTIONS } from '../../src/reference/ops/functions.ts';

const exactGelu = FUNCTIONS.gelu;

const narrow = (x: number): number => f16ToNumber(numberToF16(x));

export function geluByTable(x: number): number {
  if (x <= -10) return 0;
  return x >= 10 ? x : narrow(exactGelu(narrow(x)));
}

/** The same of an x whose last bit of binary32 was rounded otherwise: x · (1 ± 2^−24 …), by a seeded generator. */
export function nudgedGeluByTable(seed: number): (x: number) => number {
  let state = seed;
  return (x) => {
    state = (Math.imul(state, 1103515245) + 12345) | 0;
    return geluByTable(x * (1 + ((state >>> 8) / 2 ** 23 - 1) * 2 ** -23));
  };
}

/** What `run` gives while the reference computes GELU with `gelu`. */
export async function withGelu<T>(gelu: (x: number) => number, run: () => Promise<T>): Promise<T> {
  const functions = FUNCTIONS as Record<'gelu', (x: number) => number>;
  functions.gelu = gelu;
  try {
    return await run();
  } finally {
    functions.gelu = exactGelu;
  }
}
