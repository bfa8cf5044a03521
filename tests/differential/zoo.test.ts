/** Models of the zoo through two engines: what the CPU engine runs it must run as the reference does, within its contracts' bounds. */
import { expect, it } from 'vitest';
import { EngineError } from '../../src/core/errors.ts';
import type { Capability, Engine, OpCase, OpResult } from '../../src/engine/engine.ts';
import { ZOO_ARCHITECTURES, type ZooOptions } from '../../src/generate/zoo/zooModel.ts';
import { diffModel, type OpComparison } from '../../src/oracle/diffModel.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { describeNative, openEngine } from '../support/native.ts';
import { openZoo } from '../support/zoo.ts';

/** Seeds choose among the forms that files have: some of a family the engine runs, some it does not. */
const SEEDS = [11, 12, 13, 14, 15, 16];
const TOKENS = Int32Array.of(1, 5, 3);

/** Null where the engine refuses the Program when it is loaded. */
async function compare(engine: Engine, options: ZooOptions): Promise<readonly OpComparison[] | null> {
  const { program, weights } = openZoo(options);
  try {
    await (await engine.load(program, weights, { nCtx: TOKENS.length })).close();
  } catch (error) {
    if (error instanceof EngineError && error.code === 'load/unsupported') return null;
    throw error;
  }
  const comparisons: OpComparison[] = [];
  for await (const c of diffModel(program, weights, engine, referenceEngine, { tokens: TOKENS })) comparisons.push(c);
  expect(comparisons.length).toBe(program.ops.length);
  return comparisons;
}

/** Types of weights that the engine has every op for that takes one. */
function typesOf({ ops }: { readonly ops: readonly Capability[] }): readonly string[] {
  const of = (kind: string): ReadonlySet<string> => new Set(ops.filter((o) => o.kind === kind).map((o) => o.type));
  return [...of('linear')].filter((type) => of('embed').has(type));
}

describeNative('the zoo in the CPU engine', () => {
  const engine = openEngine('cpu');
  const types = typesOf(engine.describe());
  const compared = new Map<string, number>();

  it.each(ZOO_ARCHITECTURES)('%s is as in the reference, or refused', async (architecture) => {
    for (const [seed, mix] of SEEDS.flatMap((s) => [[s, ['F32']] as const, [s, types] as const])) {
      const comparisons = await compare(engine, { architecture, seed, types: mix });
      if (!comparisons) continue;
      compared.set(architecture, (compared.get(architecture) ?? 0) + 1);
      expect(comparisons.filter(({ failure }) => failure !== null).map(({ op }) => op.name)).toEqual([]);
      // Rounded inputs add up over ops; a wrong one gives 1 and more.
      const most = Math.max(...comparisons.map(({ accumulated }) => accumulated ?? Infinity));
      expect(most).toBeLessThan(mix.length === 1 ? 1e-4 : 0.2);
    }
  });

  it('ran more than a few of them', () => {
    expect(types.length).toBeGreaterThan(3);
    expect(compared.size).toBeGreaterThan(10);
  });

  it('is told from an engine that adds wrongly', async () => {
    const wrong = wrongAt(engine, 'add');
    const runs = await Promise.all(SEEDS.map((seed) => compare(wrong, { architecture: 'llama', seed })));
    const comparisons = runs.find((run) => run !== null);
    const failed = new Set(comparisons?.filter(({ failure }) => failure !== null).map(({ op }) => op.kind));
    expect([...failed]).toEqual(['add']);
  });
});

/** The engine with its outputs of one kind of op a hundredth too large. */
function wrongAt(engine: Engine, kind: OpCase['kind']): Engine {
  return {
    name: engine.name,
    describe: () => engine.describe(),
    load: (program, weights, options) => engine.load(program, weights, options),
    runOp: async (opCase): Promise<OpResult> => {
      const result = await engine.runOp(opCase);
      return opCase.kind === kind ? { ...result, output: result.output.map((y) => y * 1.01) } : result;
    },
  };
}
