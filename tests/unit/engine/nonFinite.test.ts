import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/core/errors.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import { stepLocated } from '../../../src/engine/nonFinite.ts';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';
import type { GgufModel } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { FileWeights } from '../../../src/residency/fileWeights.ts';
import { describeNative, openEngine } from '../../support/native.ts';
import { withFloats } from '../../support/plantedWeights.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const MODEL = tinyLlama({ matrixType: 'F32', nLayer: 3 });

async function stepOf(engine: Engine, model: GgufModel, ...batches: readonly number[][]): Promise<ArrayLike<number>> {
  const source = bufferSource(writeGguf(model));
  const file = parsedFile(source);
  const { program } = buildProgram(file);
  if (!program) throw new Error('expected a Program');
  const session = await engine.load(program, new FileWeights(file, program, source), { nCtx: 16 });
  let logits: ArrayLike<number> = [];
  for (const tokens of batches) {
    logits = await stepLocated(session, program, Int32Array.from(tokens), { logits: 'last' });
  }
  return logits;
}

/** What makes a logit no finite number, and the op where it is first seen. */
const PLANTED: readonly (readonly [string, GgufModel, string, RegExp])[] = [
  [
    'a NaN in a matrix',
    withFloats(MODEL, 'blk.1.ffn_up.weight', [[70, NaN]]),
    'blk.1.ffn_up',
    /in layer 1 in op blk\.1\.ffn_up \(linear\)/,
  ],
  [
    'an infinite gain',
    withFloats(MODEL, 'blk.2.attn_norm.weight', [[3, Infinity]]),
    'blk.2.attn_norm',
    /in layer 2 in op/,
  ],
  ['a NaN behind all layers', withFloats(MODEL, 'output_norm.weight', [[0, NaN]]), 'output_norm', /outside the layers/],
  // The output is the same table: a step that does not read the row finds it there.
  [
    'a NaN in the row of no token',
    withFloats(MODEL, 'token_embd.weight', [[9 * 32, NaN]]),
    'output',
    /outside the layers in op output \(linear\)/,
  ],
  [
    'a NaN in the row of a token',
    withFloats(MODEL, 'token_embd.weight', [[1 * 32, NaN]]),
    'token_embd',
    /in op token_embd \(embed\)/,
  ],
];

function describeEngine(engine: Engine): void {
  it.each(PLANTED)('names the layer and op of %s', async (_what, model, path, message) => {
    const error: unknown = await stepOf(engine, model, [1, 2], [3, 5]).then(
      () => null,
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(EngineError);
    expect(error).toMatchObject({ code: 'step/non-finite', path });
    expect((error as EngineError).message).toMatch(message);
  });

  it('takes the same model without a defect', async () => {
    expect(Array.from(await stepOf(engine, MODEL, [1, 2], [3, 5])).every(Number.isFinite)).toBe(true);
  });
}

describe('a step of the reference', () => {
  describeEngine(referenceEngine);
});

describeNative('a step of the CPU engine', () => {
  const engine = openEngine('cpu');
  describeEngine(engine);

  it('names the op where float32 overflows, which it does not in the reference', async () => {
    // Products of activations of about 1 and such weights reach 1e38 each; gate and up together are beyond float32.
    const large = ['gate', 'up'].reduce(
      (model, name) =>
        withFloats(
          model,
          `blk.0.ffn_${name}.weight`,
          Array.from({ length: 32 }, (_, i) => [i, 1e30]),
        ),
      MODEL,
    );
    await expect(stepOf(engine, large, [1])).rejects.toMatchObject({ code: 'step/non-finite', path: 'blk.0.ffn_act' });
    expect(Array.from(await stepOf(referenceEngine, large, [1])).every(Number.isFinite)).toBe(true);
  });
});
