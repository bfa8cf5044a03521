/** A case of which no element would show a term left out proves nothing: it is drawn again, and a generator of such cases is found out. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { OpCaseOf } from '../../../src/engine/engine.ts';
import { diffOps, type Cell } from '../../../src/oracle/diffOps.ts';
import { linear } from '../../../src/oracle/ops/linear.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { f32Engine } from '../../support/f32Engine.ts';
import { describeNative, openEngine } from '../../support/native.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

type Engine = ReturnType<typeof f32Engine>;

async function boundCells(engine: Engine, seed: number, cases: number): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for await (const cell of diffOps(engine, referenceEngine, { seed, cases, only: ['linear'] }))
    if (cell.layer === 'bound') cells.push(cell);
  return cells;
}

describeNative('cases that prove nothing', () => {
  it.each([3, 5])('are none of seed %i, which had one', async (seed) => {
    const cells = await boundCells(openEngine('cpu'), seed, 40);
    expect(cells.filter(({ verdicts }) => verdicts.has('WEAK'))).toEqual([]);
    expect(cells.every(({ cases }) => cases === 40)).toBe(true);
  });
});

describe('a generator that makes nothing else', () => {
  it('is found out', async () => {
    const generate = linear.generate.bind(linear);
    vi.spyOn(linear, 'generate').mockImplementation((...args) => drowned(generate(...args)));
    const [cell] = await boundCells(f32Engine(), 1, 2);
    expect([...(cell?.verdicts ?? [])]).toEqual([['WEAK', 2]]);
  });
});

/** Inputs so small that what they add is less than the last bit of a bias. */
function drowned(c: OpCaseOf<'linear'>): OpCaseOf<'linear'> {
  const [w] = c.weights;
  const rows = w?.rows ?? 0;
  const bias = { type: 'F32', rows: 1, cols: rows, bytes: new Uint8Array(new Float32Array(rows).fill(1e6).buffer) };
  return { ...c, inputs: [c.inputs[0]?.map(() => 2 ** -60) ?? new Float32Array(0)], weights: w ? [w, bias] : [] };
}
