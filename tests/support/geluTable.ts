/** GELU as ggml's CPU code has it: looked up by the binary16 nearest to x, given back as binary16, except beyond ±10. */
import { f16ToNumber, numberToF16 } from '../../src/core/f16.ts';
import { FUNCTIONS } from '../../src/reference/ops/functions.ts';

const exactGelu = FUNCTIONS.gelu;

const f32 = Math.fround;
const narrow = (x: number): number => f16ToNumber(numberToF16(x));
const [HALF_CUBE, ROOT] = [f32(0.044715), f32(Math.sqrt(2 / Math.PI))];

export function geluByTable(x: number): number {
  if (x <= -10) return 0;
  return x >= 10 ? x : entry(narrow(x));
}

/** An entry of the table: the formula in binary32, each operation rounded, given back as binary16. */
function entry(x: number): number {
  const inner = f32(f32(ROOT * x) * f32(1 + f32(f32(HALF_CUBE * x) * x)));
  return narrow(f32(f32(0.5 * x) * f32(1 + f32(Math.tanh(inner)))));
}

/** How far x can be from the binary32 that ggml computed: two units of its last bit at 1, and so of larger x. */
const LAST_BITS = 2 ** -22;

/**
 * The table, but for ties: an x so near to the middle of two binary16 that its rounding in binary32 decides which it is read by. A tie is known by its
 * call, the how many-th GELU of the run it is; `told` hears of each, and those in `turned` are read by the farther one.
 */
export function geluAtTies(turned: ReadonlySet<number>, told: (call: number) => void): (x: number) => number {
  let call = 0;
  return (x) => {
    const at = call++;
    const reach = LAST_BITS * Math.max(1, Math.abs(x));
    const [low, high] = [narrow(x - reach), narrow(x + reach)];
    if (x <= -10 || x >= 10 || low === high) return geluByTable(x);
    told(at);
    return entry(turned.has(at) === (narrow(x) === low) ? high : low);
  };
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
