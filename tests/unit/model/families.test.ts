/** What families can have that their tiny models with golden logits do not show. */
import { describe, expect, it } from 'vitest';
import { zooModel, type ZooOptions } from '../../../src/generate/zoo/zooModel.ts';
import type { GgufModel, ModelTensor, ModelValue } from '../../../src/gguf/model.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { OP_SPECS } from '../../../src/model/ops/specs.ts';
import type { Op, Program } from '../../../src/model/program.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { parsedFile } from '../../support/tinyModel.ts';
import { openModel, openZoo } from '../../support/zoo.ts';

const TOKENS = Int32Array.of(1, 5, 3, 200, 7);

async function logitsOf(model: GgufModel): Promise<readonly number[]> {
  const { program, weights } = openModel(model);
  const session = await referenceEngine.load(program, weights, { nCtx: 8 });
  return Array.from(await session.step(TOKENS, { logits: 'all' }));
}

function programOf(options: ZooOptions): Program {
  return openZoo(options).program;
}

function opNamed({ ops }: Program, name: string): Op {
  const op = ops.find((o) => o.name === name);
  if (!op) throw new Error(`expected an op ${name}`);
  return op;
}

/** What no op kind can compute of a model. */
function unsupportedOf(model: GgufModel): readonly string[] {
  return buildProgram(parsedFile(bufferSource(writeGguf(model)))).unsupported;
}

const key = (name: string, value: number): readonly [string, ModelValue] => [name, { type: 'u32', value }];

const nameOf = ({ name }: Pick<ModelTensor, 'name'>): string => String(name);

/** Without the keys named, and with those given. */
function rekeyed(
  { metadata, tensors }: GgufModel,
  without: readonly string[],
  and: GgufModel['metadata'] = [],
): GgufModel {
  const names = new Set([...without, ...and.map(([name]) => name)]);
  return { tensors, metadata: [...metadata.filter(([name]) => !names.has(name)), ...and] };
}

describe('latent attention', () => {
  const [nHead, rank, nPlain, nRot, valueDim] = [4, 32, 8, 4, 8];

  /** `attn_k_b` (heads, rank, plain) and `attn_v_b` (heads, value, rank) as the rows of one projection, head by head. */
  function joined(k: ModelTensor, v: ModelTensor, keysFirst: boolean): ModelTensor {
    const floats = ({ data }: ModelTensor): Float32Array => new Float32Array((data as Uint8Array).slice().buffer);
    const [kb, vb] = [floats(k), floats(v)];
    const rows = Array.from({ length: nHead }, (_, head) => {
      const key = (j: number, r: number): number => kb[(head * rank + r) * nPlain + j] ?? NaN;
      const value = (j: number, r: number): number => vb[(head * valueDim + j) * rank + r] ?? NaN;
      const part = (n: number, at: typeof key): number[] =>
        Array.from({ length: n * rank }, (_unused, i) => at(Math.floor(i / rank), i % rank));
      const [keys, values] = [part(nPlain, key), part(valueDim, value)];
      return keysFirst ? [...keys, ...values] : [...values, ...keys];
    });
    const data = new Uint8Array(Float32Array.from(rows.flat()).buffer);
    return { ...v, name: nameOf(k).replace('_k_b', '_kv_b'), dims: [rank, nHead * (nPlain + valueDim)], data };
  }

  function expanded(model: GgufModel, keysFirst = true): GgufModel {
    const byName = new Map(model.tensors.map((tensor) => [nameOf(tensor), tensor]));
    const tensors = model.tensors
      .filter((tensor) => !nameOf(tensor).includes('attn_v_b'))
      .map((tensor) => {
        const v = nameOf(tensor).includes('attn_k_b') && byName.get(nameOf(tensor).replace('_k_b', '_v_b'));
        return v ? joined(tensor, v, keysFirst) : tensor;
      });
    const mla = ['deepseek2.attention.key_length_mla', 'deepseek2.attention.value_length_mla'];
    return rekeyed({ ...model, tensors }, mla, [
      key('deepseek2.attention.key_length', nPlain + nRot),
      key('deepseek2.attention.value_length', valueDim),
      key('deepseek2.attention.head_count_kv', nHead),
    ]);
  }

  const distance = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((most, y, i) => Math.max(most, Math.abs(y - (b[i] ?? NaN))), 0);

  it.each([0, 1, 2])('has the same logits absorbed and with keys and values written out (seed %i)', async (seed) => {
    const model = zooModel({ architecture: 'deepseek2', seed });
    const absorbed = await logitsOf(model);
    expect(distance(absorbed, await logitsOf(expanded(model)))).toBeLessThan(1e-11);
    expect(new Set(absorbed).size).toBeGreaterThan(1000);
  });

  it('has others where keys and values change places', async () => {
    const model = zooModel({ architecture: 'deepseek2', seed: 0 });
    expect(distance(await logitsOf(model), await logitsOf(expanded(model, false)))).toBeGreaterThan(1e-3);
  });
});

describe('layers that were thinned', () => {
  const keys = { nHead: [4, 4, 0], nHeadKv: [2, 0, 0], nFf: [64, 0, 64] };
  const { ops } = programOf({ architecture: 'deci', seed: 1, nLayer: 3, keys });
  const kindsIn = (layer: number): readonly string[] =>
    ops.filter((op) => op.name.startsWith(`blk.${String(layer)}.`)).map((op) => op.name.slice(6));

  it('have attention and a feed-forward, or a linear map, or a feed-forward alone', () => {
    expect(kindsIn(0)).toContain('attn');
    expect(kindsIn(0)).toContain('ffn_down');
    expect(kindsIn(1)).toEqual(['attn_norm', 'attn_output', 'attn_residual']);
    expect(kindsIn(2)).toEqual(['ffn_norm', 'ffn_gate', 'ffn_up', 'ffn_act', 'ffn_down', 'ffn_residual']);
  });

  it('are computed', async () => {
    const logits = await logitsOf(zooModel({ architecture: 'deci', seed: 1, nLayer: 3, keys }));
    expect(logits.every(Number.isFinite)).toBe(true);
  });

  it('must still have heads somewhere', () => {
    const model = rekeyed(zooModel({ architecture: 'deci', seed: 1 }), ['deci.attention.head_count']);
    const { findings } = buildProgram(parsedFile(bufferSource(writeGguf(model))));
    expect(findings.map((f) => f.rule)).toContain('model/key-missing');
  });
});

describe('a layer without key-value heads', () => {
  it('is refused in an architecture whose every layer attends', () => {
    const model = zooModel({ architecture: 'llama', seed: 1 });
    const perLayer: ModelValue = { type: 'array', elementType: 'u32', elements: [2, 0] };
    const { findings } = buildProgram(
      parsedFile(bufferSource(writeGguf(rekeyed(model, [], [['llama.attention.head_count_kv', perLayer]])))),
    );
    expect(findings.map((f) => f.rule)).toContain('model/key-inconsistent');
  });
});

describe('a gain for each head', () => {
  it('is read by command-r from 64 layers on', () => {
    const at = (nLayer: number): readonly Op[] =>
      programOf({ architecture: 'command-r', seed: 1, nLayer, nHead: 2, nHeadKv: 2 }).ops.filter((op) =>
        op.name.endsWith('attn_q_norm'),
      );
    expect(at(63)).toEqual([]);
    expect(at(64)).toHaveLength(64);
    expect(at(64)[0]).toMatchObject({ kind: 'norm', attrs: { groups: 2 }, weights: [{ rows: 2, cols: 8 }] });
  });
});

describe('what older files lack', () => {
  it("is the paper's scales in minicpm", () => {
    const program = programOf({ architecture: 'minicpm', seed: 1, nLayer: 4 });
    expect(opNamed(program, 'embedding_scale').attrs).toEqual({ factor: 12 });
    expect(opNamed(program, 'blk.0.attn_scale').attrs).toEqual({ factor: 0.7 });
    expect(opNamed(program, 'output_scale').attrs).toEqual({ factor: 256 / 32 });
  });

  it('is the norm before the feed-forward in the largest stablelm, which then takes what attention does', () => {
    const model = zooModel({ architecture: 'stablelm', seed: 1 });
    const without = model.tensors.filter(({ name }) => !nameOf({ name }).includes('ffn_norm'));
    const { program } = openModel({ ...model, tensors: without });
    const normed = opNamed(program, 'blk.0.attn_norm').output;
    expect(opNamed(program, 'blk.0.ffn_up').inputs).toEqual([normed]);
    expect(opNamed(program, 'blk.0.attn_q').inputs).toEqual([normed]);
  });
});

describe('qwen2vl without an epsilon', () => {
  const metadata = ['qwen2vl.attention.layer_norm_rms_epsilon'];
  const { program } = openModel(rekeyed(zooModel({ architecture: 'qwen2vl', seed: 1 }), metadata));
  const norms = program.ops.filter((op) => op.kind === 'norm');

  it('has norms without one, which engines of the basic kinds refuse', () => {
    expect(norms).toHaveLength(5);
    expect(norms.map((op) => op.attrs.eps)).toEqual([0, 0, 0, 0, 0]);
    expect(new Set(norms.map((op) => OP_SPECS.norm.beyondBasic?.(op.attrs, 1)))).toEqual(
      new Set(['norm without an epsilon']),
    );
  });
});

describe('routers', () => {
  it('see the layer as it came in smallthinker', () => {
    const program = programOf({ architecture: 'smallthinker', seed: 1 });
    expect(opNamed(program, 'blk.0.ffn_gate_inp').inputs).toEqual([opNamed(program, 'token_embd').output]);
    expect(opNamed(program, 'blk.1.ffn_gate_inp').inputs).toEqual([opNamed(program, 'blk.0.ffn_residual').output]);
  });
});

describe('what is described and not computed', () => {
  it.each<[what: string, options: ZooOptions]>([
    ['gone through more than once', { architecture: 'nanbeige', seed: 1, keys: { nLoops: 2 } }],
    ['mixtures of refact', { architecture: 'refact', seed: 1, keys: { nExpert: 4, nExpertUsed: 2 } }],
    ['leave pairs unturned', { architecture: 'qwen2vl', seed: 1, keys: { ropeSections: [1, 1, 0, 2] } }],
    ['leave pairs unturned', { architecture: 'qwen3vl', seed: 1, keys: { ropeSections: [2, 2, 0, 0] } }],
  ])('is named: %s', (what, options) => {
    expect(unsupportedOf(zooModel(options)).join()).toContain(what);
  });

  it.each([
    { architecture: 'nanbeige', seed: 1, keys: { nLoops: 1 } },
    { architecture: 'qwen2vl', seed: 1, keys: { ropeSections: [2, 1, 1, 0] } },
    { architecture: 'qwen3vl', seed: 1, keys: { ropeSections: [2, 1, 1, 0] } },
  ])('is not said of a near-identical model: $architecture', (options) => {
    expect(unsupportedOf(zooModel(options))).toEqual([]);
  });
});
