import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { ZOO_ARCHITECTURES, ZOO_TYPES, zooModel, type ZooOptions } from '../../../src/generate/zoo/zooModel.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { ARCHITECTURES } from '../../../src/model/build.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { openZoo, strictFindings } from '../../support/zoo.ts';

/** Types that the reference computes with. */
const KNOWN = new Set(referenceEngine.describe().ops.map((op) => op.type));
const MIX = ZOO_TYPES.filter((type) => KNOWN.has(type) && type !== 'F64');

async function logitsOf(options: ZooOptions): Promise<number[]> {
  const { program, weights } = openZoo(options);
  const session = await referenceEngine.load(program, weights, { nCtx: 8 });
  return Array.from(await session.step(Int32Array.of(1, 5, 3), { logits: 'last' }));
}

/** Runs, has nothing that a check would tell as more than a note, and every token its own logit. */
async function expectSound(options: ZooOptions): Promise<void> {
  const told = strictFindings(writeGguf(zooModel(options))).filter(({ severity }) => severity !== 'note');
  expect(told).toEqual([]);
  const logits = await logitsOf(options);
  expect(logits.every(Number.isFinite)).toBe(true);
  expect(new Set(logits).size).toBeGreaterThan(250);
}

describe('the zoo', () => {
  it('has every described architecture, and every type that the reference computes with', () => {
    expect(ZOO_ARCHITECTURES).toEqual([...ARCHITECTURES.keys()]);
    expect(MIX.length).toBeGreaterThan(25);
  });

  it.each(ZOO_ARCHITECTURES)('has a sound %s in F32', async (architecture) => {
    await expectSound({ architecture, seed: 1 });
  });

  it.each(ZOO_ARCHITECTURES)('has a sound %s in a mix of all types', async (architecture) => {
    await expectSound({ architecture, seed: 2, types: MIX });
  });

  it.each(MIX)('has a sound llama in %s alone', async (type) => {
    await expectSound({ architecture: 'llama', seed: 3, types: [type] });
    const { tensors } = zooModel({ architecture: 'llama', seed: 3, types: [type] });
    const matrices = tensors.filter(({ dims }) => dims.length > 1);
    expect(matrices.every((tensor) => typeof tensor.type === 'object' && tensor.type.name === type)).toBe(true);
  });

  it.each([
    { architecture: 'llama', seed: 4, keys: { nExpert: 4, nExpertUsed: 2 } },
    { architecture: 'llama', seed: 5, keys: { ropeScaling: 'yarn', ropeFactor: 4, ropeOrigCtx: 16 } },
    { architecture: 'plamo3', seed: 6, keys: { nFf: [32, 64], nHeadKv: [1, 4] } },
    { architecture: 'granitemoe', seed: 7, keys: { nExpert: 4, nExpertUsed: 2, nFfShared: 32 } },
    { architecture: 'qwen2', seed: 8, nLayer: 1, nHead: 3, nHeadKv: 3, headDim: 6, nFf: 5 },
  ])('takes keys and sizes over the usual ones: %j', async (options) => {
    await expectSound(options);
  });

  it('has both forms of what files may have in two, by the seed', () => {
    const held = (architecture: string): ReadonlySet<unknown> =>
      new Set(
        Array.from({ length: 8 }, (_, seed) => zooModel({ architecture, seed }).tensors.map(({ name }) => name)).flat(),
      );
    for (const name of ['attn_q', 'attn_qkv']) expect(held('llama')).toContain(`blk.0.${name}.weight`);
    expect(held('falcon')).toContain('blk.0.attn_norm_2.weight');
  });

  it('has the one form that readers look for where they know one alone', () => {
    const names = Array.from({ length: 8 }, (_, seed) => zooModel({ architecture: 'falcon', seed }).tensors).flat();
    expect(names.map(({ name }) => name)).not.toContain('blk.0.attn_q.weight');
  });

  it('gives the same bytes for the same seed and others for another', () => {
    const bytes = (seed: number): Uint8Array => writeGguf(zooModel({ architecture: 'glm4', seed, types: MIX }));
    expect(Buffer.compare(bytes(1), bytes(1))).toBe(0);
    expect(Buffer.compare(bytes(1), bytes(2))).not.toBe(0);
  });

  it('is cheap: the median of its models takes less than 20 ms', () => {
    const times = ZOO_ARCHITECTURES.map((architecture) => {
      const started = performance.now();
      zooModel({ architecture, seed: 1 });
      return performance.now() - started;
    });
    expect(times.sort((a, b) => a - b)[times.length >>> 1]).toBeLessThan(20);
  });

  it('refuses what it does not know', () => {
    expect(() => zooModel({ architecture: 'nonesuch', seed: 1 })).toThrow(RangeError);
    expect(() => zooModel({ architecture: 'llama', seed: 1, types: ['Q9_9'] })).toThrow(RangeError);
    expect(() => zooModel({ architecture: 'llama', seed: 1, types: ['I32'] })).toThrow(RangeError);
  });
});
