import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import { compareBall, compareBits } from '../../../src/oracle/compare.ts';
import { CONTRACTS, contractHash } from '../../../src/oracle/contracts/contracts.ts';
import { cellPassed, diffOps, type Cell } from '../../../src/oracle/diffOps.ts';
import { diffModel } from '../../../src/oracle/diffModel.ts';
import { allclose, killTable, nmse, type Kill } from '../../../src/oracle/killTable.ts';
import { linearQ81 } from '../../../src/oracle/contracts/linear.ts';
import { LAYER_NAMES } from '../../../src/oracle/layers/layer.ts';
import { quantiseRow } from '../../../src/oracle/ops/q8.ts';
import { parseReproducer, replay, toReproducer } from '../../../src/oracle/reproducer.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { f32Engine, MISTAKES } from '../../support/f32Engine.ts';
import { openTiny } from '../../support/tinyModel.ts';

async function cellsOf(engine: ReturnType<typeof f32Engine>, cases = 12): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for await (const cell of diffOps(engine, referenceEngine, { seed: 3, cases })) cells.push(cell);
  return cells;
}

describe('the oracle', () => {
  it('passes a sound float32 engine in every layer, and counts the cases that ran', async () => {
    const cells = await cellsOf(f32Engine());
    expect(cells.map((c) => c.layer)).toEqual([...LAYER_NAMES, ...LAYER_NAMES]);
    expect(cells.filter((c) => !cellPassed(c)).map((c) => [c.op, c.layer, c.failures[0]?.judgement.message])).toEqual(
      [],
    );
    expect(cells.every((c) => c.cases === 12)).toBe(true);
  });

  it('kills every planted mistake', async () => {
    const affects = [{ kind: 'linear' }, { kind: 'norm' }];
    const mutants = MISTAKES.map((name) => ({ name, what: name, engine: f32Engine(name), affects }));
    const kills: Kill[] = [];
    for await (const kill of killTable(mutants, referenceEngine, 6, 1)) kills.push(kill);
    expect(kills.filter((k) => k.by === null).map((k) => k.mutant)).toEqual([]);
    // What a tolerance over the whole tensor misses is the reason for all this.
    expect(kills.filter((k) => !k.nmse).length).toBeGreaterThan(3);
  });

  it('fails a cell that ran no case, and one whose engine runs another kernel than it names', async () => {
    const none = await cellsOf(f32Engine(), 0);
    expect(none.some(cellPassed)).toBe(false);
    const sound = f32Engine();
    const impostor = {
      ...sound,
      runOp: async (c: Parameters<typeof sound.runOp>[0]) => ({ ...(await sound.runOp(c)), kernel: 'other' }),
    };
    const cells = await cellsOf(impostor, 1);
    expect(cells.find((c) => c.layer === 'bound')?.failures[0]?.judgement.message).toMatch(
      /expected kernel linear.test to run, found that other did/,
    );
  });

  it('minimises a failure and stores it so that it replays without the generator', async () => {
    const broken = f32Engine('minimum forgotten');
    const cells = await cellsOf(broken);
    const failure = cells.find((c) => c.layer === 'bound' && c.op === 'linear')!.failures[0]!;
    expect([failure.case.tokens, failure.case.weights[0]?.rows]).toEqual([1, 1]);
    const stored = parseReproducer(JSON.parse(JSON.stringify(toReproducer(broken, failure))));
    expect((await replay(stored, broken, referenceEngine)).verdict).toBe('FAIL');
    expect((await replay(stored, f32Engine(), referenceEngine)).verdict).toBe('PASS');
    const renamed = { ...stored, contract: { ...stored.contract, hash: '0' } };
    await expect(replay(renamed, broken, referenceEngine)).rejects.toThrow(/has changed since the case was stored/);
    expect(() => parseReproducer({ schema: 'other' })).toThrow(/expected a flea-flicker\/repro@1 file/);
  });

  it('runs the same cases for the same seed', async () => {
    const failures = async (): Promise<unknown> =>
      (await cellsOf(f32Engine('gain forgotten'))).flatMap((c) => c.failures.map((f) => f.case.seed));
    expect(await failures()).toEqual(await failures());
  });

  it('refuses an engine that claims a contract nobody wrote', async () => {
    const engine = f32Engine();
    const ops = [{ kind: 'linear' as const, type: 'Q4_1', contract: 'linear/none@1', kernel: 'x' }];
    await expect(cellsOf({ ...engine, describe: () => ({ ...engine.describe(), ops }) })).rejects.toThrow(
      /expected a written contract/,
    );
  });
});

describe('diffModel', () => {
  it('finds the first op whose local error leaves its bound', async () => {
    const { program, weights } = openTiny({ nLayer: 1 });
    const wrong = {
      ...referenceEngine,
      describe: () => ({
        ...referenceEngine.describe(),
        ops: referenceEngine.describe().ops.map((o) => ({ ...o, contract: `${o.kind}/f32@1` })),
      }),
      runOp: async (c: Parameters<typeof referenceEngine.runOp>[0]) => {
        const result = await referenceEngine.runOp(c);
        if (c.kind === 'glu') result.output[0] = (result.output[0] ?? 0) + 1e-3;
        return result;
      },
    };
    const seen = [];
    for await (const comparison of diffModel(program, weights, wrong, referenceEngine, { tokens: Int32Array.of(1, 2) }))
      seen.push(comparison);
    expect(seen).toHaveLength(program.ops.length);
    expect(seen.filter((c) => c.failure).map((c) => c.op.name)).toEqual(['blk.0.ffn_act']);
    expect(seen.every((c) => c.accumulated === 0)).toBe(true);
  });
});

describe('comparisons', () => {
  it('to the bit take zeros and NaNs as equal, and see one ulp and a missing element', () => {
    expect(compareBits(Float32Array.of(0, NaN), Float64Array.of(-0, NaN))).toBeNull();
    expect(compareBits(Float32Array.of(1), Float64Array.of(1 + 2 ** -23))).toMatchObject({ index: 0 });
    expect(compareBits(Float32Array.of(1), Float64Array.of(1, 2))).toMatchObject({ index: 1 });
  });

  it('within balls find the element farthest out, and say when no term could be missed', () => {
    const ball = {
      mid: Float64Array.of(1, 2),
      rad: Float64Array.of(0.1, 0.1),
      band: Float64Array.of(0.05, 0.05),
      term: Float64Array.of(1, 1),
    };
    expect(compareBall(Float32Array.of(1.5, 3), ball).outside).toMatchObject({ index: 1 });
    expect(compareBall(Float32Array.of(1.07, 2), ball)).toMatchObject({ outside: null, beyondBand: 1, weak: false });
    expect(compareBall(Float32Array.of(NaN, 2), ball).outside).toMatchObject({ index: 0 });
    expect(compareBall(Float32Array.of(1, 2), { ...ball, term: Float64Array.of(0.01, 0.01) }).weak).toBe(true);
  });

  it('know what tolerance tests make of an output', () => {
    expect(nmse([1, 1], Float64Array.of(1, 1))).toBe(0);
    expect(nmse([1.02, 1.02], Float64Array.of(1, 1))).toBeCloseTo(4e-4, 6);
    expect(allclose([1, 1.03], Float64Array.of(1, 1))).toBe(false);
  });
});

describe('the emulated quantisation', () => {
  const quantise = (x: Float32Array, div: number): ReturnType<typeof quantiseRow> =>
    quantiseRow(x, { ...linearQ81, functions: { div: { ulp: div, source: 'test' } } });

  it('finds integers times a power of two again, whatever the unit', () => {
    const rng = new Rng(1);
    for (const unit of [2 ** -10, 1, 2 ** 10]) {
      const integers = Array.from({ length: 32 }, (_, i) => (i === 0 ? 127 : rng.int(-127, 127)));
      const { quant, scale } = quantise(
        Float32Array.from(integers, (v) => v * unit),
        0.5,
      );
      expect([...quant]).toEqual(integers);
      expect(scale[0]).toBe(unit);
    }
  });

  it('rounds half away from zero, and allows either side of a tie only where division may be off', () => {
    const x = new Float32Array(32);
    x.set([127, 0.5, -0.5, 1.5]);
    expect([...quantise(x, 0.5).quant.slice(0, 4)]).toEqual([127, 1, -1, 2]);
    expect(quantise(x, 0.5).tie.some(Boolean)).toBe(false);
    expect([...quantise(x, 2).tie.slice(0, 4)]).toEqual([0, 1, 1, 1]);
  });

  it('gives zeros for a block of zeros', () => {
    expect(quantise(new Float32Array(32), 0.5).quant.every((q) => q === 0)).toBe(true);
  });
});

describe('contracts', () => {
  it('have ids that name their op, and hashes that differ', () => {
    for (const [id, contract] of CONTRACTS) expect(id.split('/')[0]).toBe(contract.op);
    expect(new Set([...CONTRACTS.values()].map(contractHash)).size).toBe(CONTRACTS.size);
  });

  it('stay plain data', () => {
    for (const contract of CONTRACTS.values()) expect(structuredClone(contract)).toEqual(contract);
  });
});
