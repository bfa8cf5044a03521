/**
 * llama: Llama, Mistral, SmolLM and their many relatives (Touvron et al., 2023). RMS norm before each block, rotary
 * positions on adjacent pairs, grouped-query attention, SiLU-gated feed-forward, optional biases, optionally tied output.
 */
import type { HParams, Program, ValueId, WeightRef, WeightSpec } from '../program.ts';
import { ProgramBuilder } from '../builder.ts';
import type { Architecture, ArchitectureInput, HParamsResult, TensorRule, TensorShape } from './architecture.ts';
import { keyFinding, oneOf, orElse, positive, readKeys, uint } from './keys.ts';
import * as limits from './limits.ts';

export interface LlamaHParams extends HParams {
  readonly nFf: number;
  readonly nHead: number;
  readonly nHeadKv: number;
  readonly headDim: number;
  readonly nRot: number;
  readonly normEps: number;
  readonly ropeFreqBase: number;
  /** 1 / the linear scaling factor. */
  readonly ropeFreqScale: number;
}

const KEYS = {
  nCtxTrain: uint('context_length', 1, limits.MAX_CTX),
  nEmbd: uint('embedding_length', 1, limits.MAX_EMBD),
  nLayer: uint('block_count', 1, limits.MAX_LAYERS),
  nFf: uint('feed_forward_length', 1, limits.MAX_FF),
  nHead: uint('attention.head_count', 1, limits.MAX_HEADS),
  nHeadKv: orElse(uint('attention.head_count_kv', 1, limits.MAX_HEADS), null),
  headDim: orElse(uint('attention.key_length', 1, limits.MAX_HEAD_DIM), null),
  valueDim: orElse(uint('attention.value_length', 1, limits.MAX_HEAD_DIM), null),
  nRot: orElse(uint('rope.dimension_count', 2, limits.MAX_HEAD_DIM), null),
  normEps: positive('attention.layer_norm_rms_epsilon', limits.MAX_NORM_EPS),
  ropeFreqBase: orElse(positive('rope.freq_base', limits.MAX_ROPE_BASE), 10_000),
  scalingType: orElse(oneOf('rope.scaling.type', ['none', 'linear', 'yarn', 'longrope']), 'none'),
  scalingFactor: orElse(positive('rope.scaling.factor', 1e6), 1),
  nExpert: orElse(uint('expert_count', 0, 65_536), 0),
  nVocab: orElse(uint('vocab_size', 1, limits.MAX_VOCAB), null),
} as const;

export const llama: Architecture<LlamaHParams> = {
  name: 'llama',
  read,
  tensors,
  build,
};

function read({ metadata, shapeOf }: ArchitectureInput): HParamsResult<LlamaHParams> {
  const { values: k, findings } = readKeys(metadata, 'llama', KEYS);
  if (!k) return { hparams: null, findings, unsupported: [] };
  const unsupported = [
    ...(k.nExpert > 0 ? ['op route (a mixture of experts)'] : []),
    ...(k.scalingType === 'yarn' || k.scalingType === 'longrope' ? [`rope scaling ${k.scalingType}`] : []),
  ];
  const nHeadKv = k.nHeadKv ?? k.nHead;
  const headDim = k.headDim ?? k.nEmbd / k.nHead;
  const hparams: LlamaHParams = {
    nVocab: k.nVocab ?? shapeOf('token_embd.weight')?.[0] ?? 0,
    nCtxTrain: k.nCtxTrain,
    nEmbd: k.nEmbd,
    nLayer: k.nLayer,
    nFf: k.nFf,
    nHead: k.nHead,
    nHeadKv,
    headDim,
    nRot: k.nRot ?? headDim,
    normEps: k.normEps,
    ropeFreqBase: k.ropeFreqBase,
    ropeFreqScale: k.scalingType === 'linear' ? 1 / k.scalingFactor : 1,
  };
  const problems = consistency(hparams, k.valueDim ?? headDim);
  return { hparams: problems.length > 0 ? null : hparams, findings: problems, unsupported };
}

/** Rules that tie one key to another. */
function consistency(h: LlamaHParams, valueDim: number): HParamsResult<LlamaHParams>['findings'] {
  const rules: readonly (readonly [holds: boolean, key: string, message: string])[] = [
    [
      Number.isInteger(h.headDim),
      'attention.head_count',
      `expected a divisor of the embedding length ${String(h.nEmbd)}, found ${String(h.nHead)}`,
    ],
    [
      h.nHead % h.nHeadKv === 0,
      'attention.head_count_kv',
      `expected a divisor of the head count ${String(h.nHead)}, found ${String(h.nHeadKv)}`,
    ],
    [
      valueDim === h.headDim,
      'attention.value_length',
      `expected the key length ${String(h.headDim)}, found ${String(valueDim)}`,
    ],
    [
      h.nRot % 2 === 0 && h.nRot <= h.headDim,
      'rope.dimension_count',
      `expected an even number up to the head's ${String(h.headDim)}, found ${String(h.nRot)}`,
    ],
  ];
  return rules
    .filter(([holds]) => !holds)
    .map(([, key, message]) => keyFinding('model/key-inconsistent', `llama.${key}`, message));
}

function tensors(h: LlamaHParams): readonly TensorRule[] {
  const nQ = h.nHead * h.headDim;
  const nKv = h.nHeadKv * h.headDim;
  const matrix = (name: string, shape: TensorShape, optional = false): TensorRule => ({
    name,
    shape,
    optional,
    role: 'matrix',
  });
  const vector = (name: string, n: number, optional = false): TensorRule => ({
    name,
    shape: [1, n],
    optional,
    role: 'vector',
  });
  const layer = (b: string): readonly TensorRule[] => [
    vector(`${b}.attn_norm.weight`, h.nEmbd),
    matrix(`${b}.attn_q.weight`, [nQ, h.nEmbd]),
    matrix(`${b}.attn_k.weight`, [nKv, h.nEmbd]),
    matrix(`${b}.attn_v.weight`, [nKv, h.nEmbd]),
    matrix(`${b}.attn_output.weight`, [h.nEmbd, nQ]),
    vector(`${b}.attn_q.bias`, nQ, true),
    vector(`${b}.attn_k.bias`, nKv, true),
    vector(`${b}.attn_v.bias`, nKv, true),
    vector(`${b}.attn_output.bias`, h.nEmbd, true),
    vector(`${b}.rope_freqs.weight`, h.nRot / 2, true),
    vector(`${b}.ffn_norm.weight`, h.nEmbd),
    matrix(`${b}.ffn_gate.weight`, [h.nFf, h.nEmbd]),
    matrix(`${b}.ffn_up.weight`, [h.nFf, h.nEmbd]),
    matrix(`${b}.ffn_down.weight`, [h.nEmbd, h.nFf]),
    vector(`${b}.ffn_gate.bias`, h.nFf, true),
    vector(`${b}.ffn_up.bias`, h.nFf, true),
    vector(`${b}.ffn_down.bias`, h.nEmbd, true),
  ];
  return [
    matrix('token_embd.weight', [h.nVocab, h.nEmbd]),
    vector('output_norm.weight', h.nEmbd),
    matrix('output.weight', [h.nVocab, h.nEmbd], true),
    vector('rope_freqs.weight', h.nRot / 2, true),
    ...Array.from({ length: h.nLayer }, (_, i) => layer(`blk.${String(i)}`)).flat(),
  ];
}

function build(h: LlamaHParams, specs: ReadonlyMap<string, WeightSpec>): Program {
  const p = new ProgramBuilder(specs);
  const norm = (x: ValueId, name: string): ValueId =>
    p.op({
      kind: 'norm',
      name,
      inputs: [x],
      weights: [p.required(`${name}.weight`)],
      attrs: { variant: 'rms', eps: h.normEps },
    });
  const linear = (x: ValueId, name: string): ValueId =>
    p.op({
      kind: 'linear',
      name,
      inputs: [x],
      weights: present(p.required(`${name}.weight`), p.weight(`${name}.bias`)),
      attrs: {},
    });
  const add = (a: ValueId, b: ValueId, name: string): ValueId => p.op({ kind: 'add', name, inputs: [a, b], attrs: {} });
  const rope = (x: ValueId, name: string, nHead: number, block: string): ValueId =>
    p.op({
      kind: 'rope',
      name,
      inputs: [x],
      weights: present(p.weight(`${block}.rope_freqs.weight`) ?? p.weight('rope_freqs.weight')),
      attrs: {
        pairing: 'adjacent',
        nHead,
        headDim: h.headDim,
        nRot: h.nRot,
        freqBase: h.ropeFreqBase,
        freqScale: h.ropeFreqScale,
      },
    });

  const tokens = p.input('tokens', ['tokens']);
  const table = p.required('token_embd.weight');
  let x = p.op({ kind: 'embed', name: 'token_embd', inputs: [tokens], weights: [table], attrs: {} });
  for (let i = 0; i < h.nLayer; i++) {
    const b = `blk.${String(i)}`;
    p.atLayer(i);
    const attnIn = norm(x, `${b}.attn_norm`);
    const q = rope(linear(attnIn, `${b}.attn_q`), `${b}.rope_q`, h.nHead, b);
    const k = rope(linear(attnIn, `${b}.attn_k`), `${b}.rope_k`, h.nHeadKv, b);
    const v = linear(attnIn, `${b}.attn_v`);
    const cache = p.cache({ layer: i, nHeadKv: h.nHeadKv, headDim: h.headDim });
    const attended = p.op({
      kind: 'attention',
      name: `${b}.attn`,
      inputs: [q, k, v],
      attrs: { nHead: h.nHead, nHeadKv: h.nHeadKv, headDim: h.headDim, scale: 1 / Math.sqrt(h.headDim), cache },
    });
    x = add(linear(attended, `${b}.attn_output`), x, `${b}.attn_residual`);
    const ffnIn = norm(x, `${b}.ffn_norm`);
    const gate = linear(ffnIn, `${b}.ffn_gate`);
    const up = linear(ffnIn, `${b}.ffn_up`);
    const hidden = p.op({ kind: 'glu', name: `${b}.ffn_act`, inputs: [gate, up], attrs: { activation: 'silu' } });
    x = add(linear(hidden, `${b}.ffn_down`), x, `${b}.ffn_residual`);
  }
  p.atLayer(null);
  const last = norm(x, 'output_norm');
  p.op(
    { kind: 'linear', name: 'output', inputs: [last], weights: [p.weight('output.weight') ?? table], attrs: {} },
    'output',
  );
  return p.build('llama', h);
}

function present(...refs: readonly (WeightRef | undefined)[]): readonly WeightRef[] {
  return refs.filter((ref) => ref !== undefined);
}
