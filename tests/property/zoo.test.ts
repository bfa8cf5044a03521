import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../src/core/errors.ts';
import { ZOO_ARCHITECTURES, ZOO_TYPES, zooModel, type ZooOptions } from '../../src/generate/zoo/zooModel.ts';
import { toModel, type GgufModel } from '../../src/gguf/model.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { tensorType } from '../../src/gguf/tensorTypes.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { withFloats } from '../support/plantedWeights.ts';
import { parsedFile } from '../support/tinyModel.ts';
import { openModel, strictFindings } from '../support/zoo.ts';

const options: fc.Arbitrary<ZooOptions> = fc.record({
  architecture: fc.constantFrom(...ZOO_ARCHITECTURES),
  seed: fc.integer(),
  // Readers have no product with matrices of F64, and such a file is refused.
  types: fc.subarray(
    ZOO_TYPES.filter((type) => type !== 'F64'),
    { minLength: 1, maxLength: 4 },
  ),
  nLayer: fc.integer({ min: 2, max: 3 }),
});

function errorsOf(model: GgufModel): readonly string[] {
  const errors = strictFindings(writeGguf(model)).filter(({ severity }) => severity === 'error');
  return errors.map(({ rule, message }) => `${rule}: ${message}`);
}

/** Every weight that is a matrix of F32, with one element NaN. */
function withNaN({ metadata, tensors }: GgufModel): GgufModel {
  const nan = (data: Uint8Array): Uint8Array => {
    const copy = data.slice();
    new DataView(copy.buffer).setFloat32(0, NaN, true);
    return copy;
  };
  const last = tensors.at(-1);
  if (!last || !(last.data instanceof Uint8Array)) throw new Error('expected a tensor with data');
  return { metadata, tensors: [...tensors.slice(0, -1), { ...last, type: tensorType('F32'), data: nan(last.data) }] };
}

describe('a model of the zoo', () => {
  it('has no error in strict', () => {
    fc.assert(
      fc.property(options, (o) => {
        expect(errorsOf(zooModel(o))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('comes back byte for byte when it is parsed and written again', () => {
    fc.assert(
      fc.property(options, (o) => {
        const model = zooModel(o);
        const bytes = writeGguf(model);
        const source = bufferSource(bytes);
        const file = parsedFile(source);
        expect(file.tensors.map(({ name, dims, type }) => ({ name, dims, type }))).toEqual(
          model.tensors.map(({ name, dims, type }) => ({ name, dims, type })),
        );
        expect(Buffer.compare(writeGguf(toModel(file, source)), bytes)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  const planted: readonly (readonly [string, string, (model: GgufModel) => GgufModel])[] = [
    ['a tensor less', 'model/tensor-missing', (m) => ({ ...m, tensors: m.tensors.slice(1) })],
    ['a NaN in a weight', 'numbers/nan-value', withNaN],
    ['a key less', 'model/key-missing', ({ metadata, tensors }) => ({ metadata: withoutKey(metadata), tensors })],
  ];

  it.each(planted)('is told from one with %s', (_name, rule, plant) => {
    fc.assert(
      fc.property(options, (o) => {
        const model = plant(zooModel({ ...o, types: ['F32'] }));
        expect(errorsOf(model).some((error) => error.startsWith(rule))).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

describe('a NaN weight in the reference', () => {
  it('is named by an op that reads it, or the logits are finite', async () => {
    let named = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ZOO_ARCHITECTURES),
        fc.integer(),
        fc.nat(),
        async (architecture, seed, at) => {
          const model = zooModel({ architecture, seed });
          const name = String(model.tensors[at % model.tensors.length]?.name);
          const outcome = await firstStep(withFloats(model, name, [[0, NaN]]));
          if (outcome.readers === null) return;
          named++;
          expect(outcome.readers).toContain(name);
        },
      ),
      { numRuns: 100 },
    );
    expect(named).toBeGreaterThan(70);
  });
});

/** Tensors that the op reads at which a step first went wrong; null where its logits are finite. */
async function firstStep(model: GgufModel): Promise<{ readonly readers: readonly string[] | null }> {
  const { program, weights } = openModel(model);
  const session = await referenceEngine.load(program, weights, { nCtx: 4 });
  try {
    const logits = await session.step(Int32Array.of(0, 3), { logits: 'all' });
    expect(logits.every(Number.isFinite)).toBe(true);
    return { readers: null };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== 'step/non-finite') throw error;
    const op = program.ops.find(({ name }) => name === error.path);
    return { readers: op?.weights.map(({ tensor }) => tensor) ?? [] };
  }
}

function withoutKey(metadata: GgufModel['metadata']): GgufModel['metadata'] {
  return metadata.filter(([key]) => !String(key).endsWith('.attention.head_count'));
}
