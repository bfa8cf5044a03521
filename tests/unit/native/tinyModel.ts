import { Rng } from '../../../src/core/rng.ts';
import { EngineError } from '../../../src/core/errors.ts';
import type { WeightData, WeightSource } from '../../../src/engine/engine.ts';
import { ProgramBuilder } from '../../../src/model/builder.ts';
import type { Program, WeightSpec } from '../../../src/model/program.ts';
import { randomWeight, type FormatName } from './weights.ts';

export const TINY = { nVocab: 48, nEmbd: 32, nHead: 4, nHeadKv: 2, headDim: 8, nFf: 64, nLayer: 2 } as const;

/** Weights of the tiny model: every format, and a bias. */
function tensors(): readonly (readonly [string, FormatName, number, number])[] {
  const { nVocab, nEmbd, nHeadKv, headDim, nFf, nLayer } = TINY;
  const layers = Array.from({ length: nLayer }, (_, l) => `blk.${String(l)}.`);
  return [
    ['token_embd', 'Q8_0', nVocab, nEmbd],
    ['output_norm', 'F32', 1, nEmbd],
    ...layers.flatMap((blk): (readonly [string, FormatName, number, number])[] => [
      [`${blk}norm`, 'F32', 1, nEmbd],
      [`${blk}q`, 'Q4_1', nEmbd, nEmbd],
      [`${blk}q.bias`, 'F32', 1, nEmbd],
      [`${blk}k`, 'F16', nHeadKv * headDim, nEmbd],
      [`${blk}v`, 'F32', nHeadKv * headDim, nEmbd],
      [`${blk}o`, 'Q4_1', nEmbd, nEmbd],
      [`${blk}gate`, 'Q8_0', nFf, nEmbd],
      [`${blk}up`, 'Q4_1', nFf, nEmbd],
      [`${blk}down`, 'F16', nEmbd, nFf],
    ]),
  ];
}

export interface TinyModel {
  readonly program: Program;
  readonly source: WeightSource;
  readonly data: ReadonlyMap<string, WeightData>;
}

/** A two-layer llama with random weights of every format; logits share the embedding. */
export function tinyModel(seed = 1): TinyModel {
  const rng = new Rng(seed);
  // Small enough that softmax is not a maximum: there float32 and float64 may pick different winners.
  const scaleOf = (rows: number): number => (rows === 1 ? 1 : 0.1);
  const data = new Map(
    tensors().map(([name, type, rows, cols]) => [name, randomWeight(rng, type, rows, cols, scaleOf(rows))]),
  );
  const specs = new Map<string, WeightSpec>();
  for (const [tensor, { type, rows, cols, bytes }] of data) {
    specs.set(tensor, { tensor, type, rows, cols, bytes: bytes.length });
  }
  return { program: tinyProgram(specs), source: sourceOf(data, specs), data };
}

function sourceOf(data: ReadonlyMap<string, WeightData>, specs: ReadonlyMap<string, WeightSpec>): WeightSource {
  return {
    spec: (tensor) => {
      const spec = specs.get(tensor);
      if (!spec)
        throw new EngineError('weights/unknown-tensor', `expected a tensor of the tiny model, found ${tensor}`);
      return spec;
    },
    read: (tensor, offset, into) => {
      into.set(data.get(tensor)?.bytes.subarray(offset, offset + into.length) ?? []);
    },
  };
}

function tinyProgram(specs: ReadonlyMap<string, WeightSpec>): Program {
  const b = new ProgramBuilder(specs);
  const rms = { variant: 'rms', eps: 1e-5 } as const;
  const { nHead, nHeadKv, headDim, nLayer } = TINY;
  const turn = { pairing: 'adjacent', headDim, nRot: headDim, freqBase: 10_000, freqScale: 1 } as const;
  const tokens = b.input('tokens', ['tokens']);
  let x = b.op({ kind: 'embed', name: 'embed', inputs: [tokens], weights: [b.required('token_embd')], attrs: {} });
  for (let layer = 0; layer < nLayer; layer++) {
    const blk = `blk.${String(layer)}.`;
    b.atLayer(layer);
    const linear = (name: string, input: number, bias?: string): number => {
      const weights = [b.required(blk + name), ...(bias === undefined ? [] : [b.required(blk + bias)])];
      return b.op({ kind: 'linear', name: blk + name, inputs: [input], weights, attrs: {} });
    };
    const h = b.op({ kind: 'norm', name: `${blk}norm`, inputs: [x], weights: [b.required(`${blk}norm`)], attrs: rms });
    const q = b.op({
      kind: 'rope',
      name: `${blk}rope_q`,
      inputs: [linear('q', h, 'q.bias')],
      attrs: { ...turn, nHead },
    });
    const k = b.op({
      kind: 'rope',
      name: `${blk}rope_k`,
      inputs: [linear('k', h)],
      attrs: { ...turn, nHead: nHeadKv },
    });
    const cache = b.cache({ layer, nHeadKv, headDim });
    const attrs = { nHead, nHeadKv, headDim, scale: headDim ** -0.5, cache };
    const a = b.op({ kind: 'attention', name: `${blk}attn`, inputs: [q, k, linear('v', h)], attrs });
    x = b.op({ kind: 'add', name: `${blk}add`, inputs: [x, linear('o', a)], attrs: {} });
    const inputs = [linear('gate', x), linear('up', x)];
    const g = b.op({ kind: 'glu', name: `${blk}glu`, inputs, attrs: { activation: 'silu' } });
    x = b.op({ kind: 'add', name: `${blk}out`, inputs: [x, linear('down', g)], attrs: {} });
  }
  b.atLayer(null);
  x = b.op({ kind: 'norm', name: 'output_norm', inputs: [x], weights: [b.required('output_norm')], attrs: rms });
  b.op({ kind: 'linear', name: 'logits', inputs: [x], weights: [b.required('token_embd')], attrs: {} }, 'output');
  return b.build('tiny', { nVocab: TINY.nVocab, nCtxTrain: 64, nEmbd: TINY.nEmbd, nLayer });
}
