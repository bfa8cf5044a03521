import { EngineError } from '../core/errors.ts';
import type { OpCase, WeightData } from '../engine/engine.ts';
import { tensorType } from '../gguf/tensorTypes.ts';
import { OP_SPECS } from '../model/ops/specs.ts';
import type { OpSpec } from '../model/ops/spec.ts';
import type { Dim, Op, Program, Value, WeightSpec } from '../model/program.ts';

/** The Program of one op that an {@link OpCase} stands for. Throws EngineError `op/argument` when its shapes do not fit. */
export function opProgram(opCase: OpCase): Program {
  const spec = OP_SPECS[opCase.kind] as OpSpec<unknown>;
  const weights = opCase.weights.map(weightSpec);
  const inputs = inputShapes(opCase);
  const attrs = opCase.kind === 'attention' ? { ...opCase.attrs, cache: 0 } : opCase.attrs;
  const packed = spec.pack(attrs).ints;
  if (packed.some((i) => !Number.isInteger(i) || i < 0 || i > 0xffffffff)) {
    throw refuse(`expected integer attributes from 0 to 2^32 − 1, found ${packed.map(String).join(', ')}`);
  }
  const output = spec.infer(attrs, inputs, weights);
  if (typeof output === 'string') throw refuse(`${opCase.kind}: ${output}`);
  const op = {
    index: 0,
    kind: opCase.kind,
    layer: null,
    name: opCase.kind,
    inputs: inputs.map((_, i) => i),
    weights,
    output: inputs.length,
    attrs,
  } as Op;
  return {
    architecture: 'op',
    hparams: { nVocab: 1, nCtxTrain: 1, nEmbd: 1, nLayer: 0 },
    values: [...inputs.map(inputValue), { id: inputs.length, name: 'y', shape: output, role: 'output' }],
    ops: [op],
    caches: opCase.kind === 'attention' ? [{ layer: 0, ...heads(opCase.attrs) }] : [],
    weights: new Map(weights.map((w) => [w.tensor, w])),
  };
}

function heads({ nHeadKv, headDim }: { nHeadKv: number; headDim: number }): { nHeadKv: number; headDim: number } {
  return { nHeadKv, headDim };
}

function refuse(message: string): EngineError {
  return new EngineError('op/argument', message);
}

function inputValue(shape: readonly Dim[], id: number): Value {
  return { id, name: `x${String(id)}`, shape, role: 'input' };
}

function inputShapes({ kind, inputs, tokens }: OpCase): readonly (readonly Dim[])[] {
  if (kind === 'embed') return [['tokens']];
  return inputs.map((input, i): readonly Dim[] => {
    const width = input.length / tokens;
    if (Number.isSafeInteger(width) && width > 0) return ['tokens', width];
    const found = `${String(input.length)} elements for ${String(tokens)} tokens`;
    throw refuse(`expected input ${String(i)} of whole rows, found ${found}`);
  });
}

function weightSpec({ type, rows, cols }: WeightData, i: number): WeightSpec {
  const { blockSize, blockBytes } = typeOf(type);
  const bytes = (rows * cols * blockBytes) / blockSize;
  if (cols % blockSize === 0 && Number.isSafeInteger(bytes) && rows > 0 && cols > 0) {
    return { tensor: `w${String(i)}`, type, rows, cols, bytes };
  }
  const found = `(${String(rows)}, ${String(cols)})`;
  throw refuse(`expected weight ${String(i)} in blocks of ${String(blockSize)} for ${type}, found ${found}`);
}

function typeOf(name: string): { blockSize: number; blockBytes: number } {
  try {
    return tensorType(name);
  } catch (cause) {
    throw new EngineError('op/argument', `expected a tensor type, found "${name}"`, { cause });
  }
}
