/** What a step computes: on Programs written by hand, with every product noted. */
import { describe, expect, it } from 'vitest';
import type { Op, OpAttrs, OpKind, Program } from '../../../src/model/program.ts';
import { Matrix } from '../../../src/reference/matrix.ts';
import { multiplyHere } from '../../../src/reference/product/sliceProduct.ts';
import { ReferenceSession, type Workers } from '../../../src/reference/session.ts';

/** An op with its inputs; it makes the value of its own index. */
interface Line<K extends OpKind = OpKind> {
  readonly kind: K;
  readonly attrs: OpAttrs[K];
  readonly inputs: readonly number[];
  readonly weight?: string;
}

const line = <K extends OpKind>(kind: K, attrs: OpAttrs[K], inputs: readonly number[], weight?: string): Line => ({
  kind,
  attrs,
  inputs,
  ...(weight === undefined ? {} : { weight }),
});
const embed = line('embed', {}, [], 'E');
const linear = (input: number): Line => line('linear', {}, [input], 'W');

/** Two tokens' rows of two, and a matrix that exchanges and doubles. */
const WEIGHTS = new Map([
  ['E', [1, 2, 3, 4]],
  ['W', [0, 2, 2, 0]],
]);

function programOf(lines: readonly Line[], output: number): Program {
  const ref = (tensor: string): { tensor: string; rows: number; cols: number } => ({ tensor, rows: 2, cols: 2 });
  const ops = lines.map(({ kind, attrs, inputs, weight }, index) => {
    return {
      index,
      kind,
      layer: null,
      name: `op ${String(index)}`,
      inputs,
      weights: weight ? [ref(weight)] : [],
      output: index,
      attrs,
    } as Op;
  });
  const values = lines.map((_, id) => {
    return {
      id,
      name: `value ${String(id)}`,
      shape: ['tokens', 2],
      role: id === output ? 'output' : 'activation',
    } as const;
  });
  const weights = new Map([...WEIGHTS.keys()].map((name) => [name, { ...ref(name), type: 'F32', bytes: 16 }]));
  const hparams = { nVocab: 2, nCtxTrain: 8, nEmbd: 2, nLayer: 0 };
  return { architecture: 'none', hparams, values, ops, caches: [], weights };
}

interface Watched {
  readonly session: ReferenceSession;
  /** Rows of x of each product so far. */
  readonly rows: number[];
  /** How often the workers were ended. */
  readonly ends: () => number;
}

/** A session over `lines`, of which line `output` makes the output. */
function open(lines: readonly Line[], output = lines.length - 1): Watched {
  const bytes = (values: readonly number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);
  const matrices = new Map(
    [...WEIGHTS].map(([name, values]) => [name, new Matrix({ type: 'F32', rows: 2, cols: 2, bytes: bytes(values) })]),
  );
  const rows: number[] = [];
  let ends = 0;
  const pool: Workers = {
    scratchBytes: 77,
    multiply: (product) => {
      rows.push(product.x.length / product.weight.cols);
      return multiplyHere(product);
    },
    close: async () => {
      await Promise.resolve();
      ends++;
    },
  };
  return {
    session: new ReferenceSession(programOf(lines, output), { matrices, pool, nCtx: 8 }),
    rows,
    ends: () => ends,
  };
}

const TOKENS = Int32Array.of(0, 1, 1);
/** Rows of products in a step over three tokens of which only the last logits are asked for. */
async function rowsForLast(lines: readonly Line[], output?: number): Promise<readonly number[]> {
  const { session, rows } = open(lines, output);
  await session.step(TOKENS, { logits: 'last' });
  return rows;
}

describe('a step of which the last logits are asked for', () => {
  it('computes one row from the first of the row-by-row ops on that lead to the output', async () => {
    expect(await rowsForLast([embed, linear(0)])).toEqual([1]);
    expect(await rowsForLast([embed, linear(0), linear(1), linear(2)])).toEqual([1, 1, 1]);
  });

  it('is a step of its last token', async () => {
    for (const lines of [
      [embed, linear(0)],
      [embed, linear(0), line('add', {}, [0, 1]), linear(2)],
    ]) {
      const all = await open(lines).session.step(TOKENS, { logits: 'all' });
      expect([...(await open(lines).session.step(TOKENS, { logits: 'last' }))]).toEqual([...all.slice(-2)]);
      expect([...all.slice(0, 2)]).not.toEqual([...all.slice(-2)]);
    }
  });

  it.each([
    ['norm', line('norm', { variant: 'rms', eps: 1e-6 }, [1])],
    ['scale', line('scale', { factor: 3 }, [1])],
    ['softcap', line('softcap', { cap: 9 }, [1])],
    ['clamp', line('clamp', { limit: 5 }, [1])],
    ['activation', line('activation', { activation: 'silu' }, [1])],
  ])('counts %s among them', async (_kind, between) => {
    const lines = [embed, linear(0), between, linear(2)];
    expect(await rowsForLast(lines)).toEqual([1, 1]);
    const [all, last] = [open(lines).session, open(lines).session];
    const logits = await all.step(TOKENS, { logits: 'all' });
    expect([...(await last.step(TOKENS, { logits: 'last' }))]).toEqual([...logits.slice(-2)]);
  });

  it('computes all rows of what another op reads too', async () => {
    const doubled = [embed, linear(0), line('add', {}, [1, 1]), linear(2)];
    expect(await rowsForLast(doubled)).toEqual([3, 1]);
    const skipped = [embed, linear(0), linear(1), line('add', {}, [1, 2]), linear(3)];
    expect(await rowsForLast(skipped)).toEqual([3, 3, 1]);
    const aside = [embed, linear(0), linear(0), linear(1)];
    expect(await rowsForLast(aside)).toEqual([3, 3, 1]);
  });
});

describe('a step', () => {
  const values = { 0: [1, 2], 1: [3, 4] };

  it('gives the op that makes the output, wherever it stands', async () => {
    const { session } = open([embed, linear(0), line('scale', { factor: 5 }, [1])], 1);
    // W exchanges and doubles.
    const expected = [...TOKENS].flatMap((id) => [...values[id as 0 | 1]].reverse().map((v) => 2 * v));
    expect([...(await session.step(TOKENS, { logits: 'all' }))]).toEqual(expected);
  });

  it('gives nothing where no op makes an output, and computes it in full', async () => {
    const { session, rows } = open([embed, linear(0)], -1);
    expect([...(await session.step(TOKENS, { logits: 'last' }))]).toEqual([]);
    expect([rows, session.past]).toEqual([[3], 3]);
  });

  it('fails of a value that is not finite only where the logits are not', async () => {
    const aside = open([embed, line('scale', { factor: Infinity }, [0]), linear(0)]).session;
    expect([...(await aside.step(TOKENS, { logits: 'last' }))]).toEqual([8, 6]);
    const inWay = open([embed, line('scale', { factor: Infinity }, [0]), linear(1)]).session;
    await expect(inWay.step(TOKENS, { logits: 'last' })).rejects.toMatchObject({
      code: 'step/non-finite',
      path: 'op 1',
    });
  });

  it('shows a sink every row, whatever is row by row', async () => {
    const { session, rows } = open([embed, linear(0), linear(1)]);
    const lengths: number[] = [];
    await session.trace(TOKENS, (_index, output) => lengths.push(output.length));
    expect([rows, lengths]).toEqual([
      [3, 3],
      [6, 6, 6],
    ]);
  });
});

describe('the workers of a session', () => {
  it('count in its memory, and end with it', async () => {
    const { session, ends } = open([embed, linear(0)]);
    expect(session.memory()).toEqual({ weightBytes: 32, cacheBytes: 0, scratchBytes: 77 });
    expect(ends()).toBe(0);
    await session.close();
    expect(ends()).toBe(1);
  });
});
