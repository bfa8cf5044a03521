/** What decoders beyond the usual can have that their tiny models with golden logits do not show. */
import { describe, expect, it } from 'vitest';
import { zooModel, type ZooOptions } from '../../../src/generate/zoo/zooModel.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../../../src/gguf/model.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { attendsBothWays } from '../../../src/model/attendsBothWays.ts';
import { buildProgram, type BuildResult } from '../../../src/model/build.ts';
import type { Op, Program } from '../../../src/model/program.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { parsedFile } from '../../support/tinyModel.ts';
import { openModel, openZoo } from '../../support/zoo.ts';

async function logitsOf(model: GgufModel): Promise<readonly number[]> {
  const { program, weights } = openModel(model);
  const session = await referenceEngine.load(program, weights, { nCtx: 8 });
  return Array.from(await session.step(Int32Array.of(1, 5, 3, 200, 7), { logits: 'all' }));
}

const programOf = (options: ZooOptions): Program => openZoo(options).program;
const built = (model: GgufModel): BuildResult => buildProgram(parsedFile(bufferSource(writeGguf(model))));
const namesIn = ({ ops }: Program): readonly string[] => ops.map((op) => op.name);

function opNamed({ ops }: Program, name: string): Op {
  const op = ops.find((o) => o.name === name);
  if (!op) throw new Error(`expected an op ${name}`);
  return op;
}

function withKey({ metadata, tensors }: GgufModel, name: string, value: ModelValue): GgufModel {
  return { tensors, metadata: [...metadata.filter(([k]) => k !== name), [name, value]] };
}

function vectorOf(name: string, values: readonly number[]): ModelTensor {
  return {
    name,
    dims: [values.length],
    type: tensorType('F32'),
    data: new Uint8Array(Float32Array.from(values).buffer),
  };
}

describe('scales beside weights', () => {
  const model = zooModel({ architecture: 'phi2', seed: 3 });
  const named = (name: string): ModelTensor => {
    const tensor = model.tensors.find((t) => t.name === name);
    if (!tensor) throw new Error(`expected a tensor ${name}`);
    return tensor;
  };

  it('multiply the product and not the bias: as if the weight were larger', async () => {
    const up = named('blk.0.ffn_up.weight');
    const floats = new Float32Array((up.data as Uint8Array).slice().buffer).map((v) => 4 * v);
    const larger = model.tensors.map((t) => (t === up ? { ...up, data: new Uint8Array(floats.buffer) } : t));
    const scaled = { ...model, tensors: [...model.tensors, vectorOf('blk.0.ffn_up.scale', [4])] };
    expect(await logitsOf(scaled)).toEqual(await logitsOf({ ...model, tensors: larger }));
    expect(await logitsOf(scaled)).not.toEqual(await logitsOf(model));
  });

  it('of inputs change nothing, as inputs are not quantised here', async () => {
    const tensors = [...model.tensors, vectorOf('blk.0.ffn_up.input_scale', [4])];
    expect(await logitsOf({ ...model, tensors })).toEqual(await logitsOf(model));
  });

  it('of experts are named and not left out', () => {
    const mixture = zooModel({ architecture: 'qwen3moe', seed: 1 });
    const tensors = [...mixture.tensors, vectorOf('blk.0.ffn_down_exps.scale', [1, 1, 1, 1])];
    expect(built({ ...mixture, tensors }).unsupported).toEqual(['scales of a weight (ffn_down_exps.scale)']);
  });
});

describe('hrm_text', () => {
  const keys = { nLayer: 12, hrmLayers: 2, hrmHighCycles: 2, hrmLowCycles: 2 };

  it('goes through two stacks many times, with a cache for each pass and one set of tensors', () => {
    const program = programOf({ architecture: 'hrm_text', seed: 1, keys });
    const block = (layer: number): string | undefined =>
      program.ops.find((op) => op.layer === layer && op.name.endsWith('attn_output'))?.weights[0]?.tensor;
    expect(program.caches.map(({ layer }) => layer)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    const blocks = program.caches.map(({ layer }) => Number(block(layer)?.split('.')[1]));
    expect(blocks).toEqual([0, 1, 0, 1, 2, 3, 0, 1, 0, 1, 2, 3]);
    expect(new Set(namesIn(program)).size).toBe(program.ops.length);
  });

  it('must have as many blocks as its cycles go through', () => {
    const model = zooModel({ architecture: 'hrm_text', seed: 1, keys });
    const { findings } = built(withKey(model, 'hrm_text.block_count', { type: 'u32', value: 11 }));
    expect(findings.map((f) => f.rule)).toEqual(['model/key-inconsistent']);
  });

  it('is not computed where a prefix is seen both ways', () => {
    const prefix = { architecture: 'hrm_text', seed: 1, keys: { hrmPrefix: true } };
    expect(built(zooModel(prefix)).unsupported.join()).toContain('over a prefix');
    expect(built(zooModel({ ...prefix, keys: { hrmPrefix: false } })).unsupported).toEqual([]);
  });
});

describe('llama4', () => {
  const options = { architecture: 'llama4', seed: 1, nLayer: 4 };
  const kindsIn = (program: Program, layer: number): ReadonlySet<string> =>
    new Set(program.ops.filter((op) => op.layer === layer).map((op) => op.kind));

  it('turns, chunks and normalises three layers of four, and heats the queries of the fourth', () => {
    const program = programOf(options);
    expect(opNamed(program, 'blk.0.attn').attrs).toMatchObject({ chunk: 8192 });
    expect(opNamed(program, 'blk.3.attn').attrs).not.toHaveProperty('chunk');
    expect([...kindsIn(program, 3)]).toEqual(expect.arrayContaining(['temperature']));
    expect(kindsIn(program, 3)).not.toContain('rope');
    expect(kindsIn(program, 0)).not.toContain('temperature');
    expect(namesIn(program)).toContain('blk.2.attn_q_norm');
    expect(namesIn(program)).not.toContain('blk.3.attn_q_norm');
  });

  it('is refused with a window of 0: the temperature that it leaves out is computed all the same', () => {
    const model = withKey(zooModel(options), 'llama4.attention.sliding_window', { type: 'u32', value: 0 });
    expect(() => openModel(model)).toThrow('sliding_window: expected over 0 in this architecture, found 0');
  });

  it('has no norms on queries and keys where there are 128 experts', () => {
    const program = programOf({ ...options, keys: { nExpert: 128 } });
    expect(namesIn(program)).not.toContain('blk.0.attn_q_norm');
  });

  it('weighs what its experts are given', () => {
    const program = programOf(options);
    const first = program.ops.find((op) => op.layer === 1 && op.kind === 'expert_linear');
    expect(first?.attrs).toMatchObject({ weighted: true });
    expect(opNamed(program, 'blk.1.ffn_down_exps').attrs).not.toHaveProperty('weighted');
    expect(opNamed(program, 'blk.1.ffn_experts').attrs).toMatchObject({ weighted: false });
    expect(namesIn(program)).toContain('blk.0.ffn_down');
  });
});

describe('gptneox', () => {
  it('gives its feed-forward the input, or what attention left, as the file says', () => {
    const inputOf = (parallelResidual: boolean): string => {
      const program = programOf({ architecture: 'gptneox', seed: 1, keys: { parallelResidual } });
      const [id] = opNamed(program, 'blk.0.ffn_norm').inputs;
      return program.values[id ?? NaN]?.name ?? '';
    };
    expect([inputOf(true), inputOf(false)]).toEqual(['token_embd', 'blk.0.attn_residual']);
  });
});

describe('grok', () => {
  it('averages with a dense network where files have one', () => {
    const programs = [1, 2, 3, 4, 5, 6].map((seed) => programOf({ architecture: 'grok', seed }));
    const dense = programs.map((p) => namesIn(p).includes('blk.0.ffn_up'));
    expect(programs.map((p) => namesIn(p).includes('blk.0.ffn_mean'))).toEqual(dense);
    expect(new Set(dense)).toEqual(new Set([true, false]));
  });

  it('has the scales of its first release where the file has none', () => {
    const program = programOf({ architecture: 'grok', seed: 1 });
    expect(opNamed(program, 'embedding_scale').attrs).toEqual({ factor: 78.38367176906169 });
    expect(opNamed(program, 'blk.0.attn').attrs).toMatchObject({ scale: 0.08838834764831845, softcap: 30 });
    expect(opNamed(program, 'output_scale').attrs).toEqual({ factor: 0.5773502691896257 });
  });
});

describe('mixtures that share', () => {
  it('have a second route in grovemoe, over the same scores, to half as many experts', () => {
    const program = programOf({ architecture: 'grovemoe', seed: 1 });
    const [first, second] = [opNamed(program, 'blk.0.ffn_route'), opNamed(program, 'blk.0.ffn_route_chexps')];
    expect(second.inputs).toEqual(first.inputs);
    expect(second.attrs).toMatchObject({ share: 2, nUsed: 2 });
    const shared = program.ops.filter((op) => op.kind === 'expert_linear' && op.inputs[1] === second.output);
    expect(shared.map((op) => op.attrs)).toEqual(shared.map(() => ({ nExpert: 2, nUsed: 2 })));
    expect(shared[0]?.inputs[0]).toBe(opNamed(program, 'blk.0.ffn_experts').output);
  });
});

describe('gates of attention', () => {
  it('are one for each head in laguna, or one for each element where the tensor has as many rows', () => {
    const model = zooModel({ architecture: 'laguna', seed: 1 });
    const wide = model.tensors.map((tensor): ModelTensor => {
      if (!String(tensor.name).endsWith('attn_gate.weight')) return tensor;
      return { ...tensor, dims: [32, 32], data: new Uint8Array(32 * 32 * 4) };
    });
    const rows = (m: GgufModel): number | undefined =>
      opNamed(openModel(m).program, 'blk.0.attn_gate').weights[0]?.rows;
    expect([rows(model), rows({ ...model, tensors: wide })]).toEqual([4, 32]);
  });

  it('of any other height are refused', () => {
    const model = zooModel({ architecture: 'laguna', seed: 1 });
    const odd = model.tensors.map((tensor): ModelTensor => {
      if (tensor.name !== 'blk.0.attn_gate.weight') return tensor;
      return { ...tensor, dims: [32, 8], data: new Uint8Array(32 * 8 * 4) };
    });
    expect(built({ ...model, tensors: odd }).findings.map((f) => f.rule)).toEqual(['model/tensor-shape']);
  });
});

describe('layers without positions', () => {
  it('are those that granite_swa says', () => {
    const program = programOf({ architecture: 'granite_swa', seed: 1, keys: { ropeLayers: [0, 1] } });
    expect(namesIn(program).filter((name) => name.endsWith('rope_q'))).toEqual(['blk.1.rope_q']);
    expect(namesIn(programOf({ architecture: 'granite_swa', seed: 1 }))).toContain('blk.0.rope_q');
  });
});

describe('limits of experts', () => {
  it('differ from layer to layer in maple', () => {
    const program = programOf({ architecture: 'maple', seed: 1, keys: { expertLimit: [7, 0] } });
    expect(opNamed(program, 'blk.0.ffn_act_exps').attrs).toMatchObject({ limit: 7 });
    expect(opNamed(program, 'blk.1.ffn_act_exps').attrs).not.toHaveProperty('limit');
  });
});

describe('keys with a value for each layer', () => {
  const model = zooModel({ architecture: 'maple', seed: 1 });
  const rulesOf = (name: string, elementType: 'f32' | 'u32', elements: readonly number[]): readonly string[] =>
    built(withKey(model, `maple.${name}`, { type: 'array', elementType, elements })).findings.map((f) => f.rule);

  it.each<[string, string, 'f32' | 'u32', readonly number[]]>([
    ['model/array-length', 'swiglu_clamp_exp', 'f32', [7, 7, 7]],
    ['model/key-range', 'swiglu_clamp_exp', 'f32', [7, -1]],
    ['model/key-range', 'swiglu_clamp_exp', 'f32', [NaN, 7]],
    ['model/array-length', 'attention.rope_pattern', 'u32', [1]],
    ['model/key-range', 'attention.rope_pattern', 'u32', [1, 2]],
  ])('are told by %s where they cannot be: %s', (rule, ...[name, type, elements]) => {
    expect(rulesOf(name, type, elements)).toContain(rule);
  });

  it('may be bools, a number for all, or floats for each', () => {
    expect(rulesOf('swiglu_clamp_exp', 'f32', [7, 0])).toEqual([]);
    expect(rulesOf('attention.rope_pattern', 'u32', [1, 0])).toEqual([]);
    const one = withKey(model, 'maple.attention.rope_pattern', { type: 'u32', value: 1 });
    expect(built(one).findings).toEqual([]);
    const bools: ModelValue = { type: 'array', elementType: 'bool', elements: [true, false] };
    expect(built(withKey(model, 'maple.attention.rope_pattern', bools)).findings).toEqual([]);
  });
});

describe('attention both ways', () => {
  it('is had by four architectures', () => {
    const both = ['dream', 'llada', 'llada-moe', 'rnd1'];
    expect(both.filter((architecture) => attendsBothWays(programOf({ architecture, seed: 1 })))).toEqual(both);
    expect(attendsBothWays(programOf({ architecture: 'qwen2', seed: 1 }))).toBe(false);
  });
});
