import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../src/core/errors.ts';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';
import type { ModelValue } from '../../../src/gguf/model.ts';
import { tensorType } from '../../../src/gguf/tensorTypes.ts';
import { ProgramBuilder } from '../../../src/model/builder.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { encodeFfp1, FFP1_MAGIC } from '../../../src/model/ffp1.ts';
import { printProgram } from '../../../src/model/print.ts';
import type { WeightSpec } from '../../../src/model/program.ts';
import { changedTiny, openTiny } from '../../support/tinyModel.ts';

function withKey(key: string, value: ModelValue): ReturnType<typeof changedTiny> {
  return changedTiny((m) => ({ ...m, metadata: [...m.metadata.filter(([k]) => k !== key), [key, value]] }));
}

function rulesOf(file: ReturnType<typeof changedTiny>): readonly string[] {
  return buildProgram(file).findings.map((f) => f.rule);
}

describe('the llama Program', () => {
  it('prints one op a line, in the order of the forward pass', () => {
    const { program } = openTiny({ nLayer: 1, matrixType: 'Q4_1' });
    expect(printProgram(program)).toMatchSnapshot();
  });

  it('is plain data that survives structuredClone', () => {
    const { program } = openTiny();
    expect(structuredClone(program)).toEqual(program);
  });

  it('uses the embedding as output where the file has no output tensor', () => {
    const { program } = openTiny();
    expect(program.ops.at(-1)?.weights[0]?.tensor).toBe('token_embd.weight');
  });

  it('multiplies by a scale where the file has one beside a weight', () => {
    const scale = { name: 'blk.0.attn_q.scale', dims: [1], type: tensorType('F32'), data: new Uint8Array(4) };
    const { program, findings } = buildProgram(changedTiny((m) => ({ ...m, tensors: [...m.tensors, scale] })));
    expect(findings).toEqual([]);
    const op = program?.ops.find((o) => o.name === 'blk.0.attn_q');
    expect(op).toMatchObject({
      kind: 'vector',
      attrs: { by: 'multiply' },
      weights: [{ tensor: 'blk.0.attn_q.scale' }],
    });
  });

  it('adds a bias where the file has one', () => {
    const file = changedTiny((m) => ({
      ...m,
      tensors: [
        ...m.tensors,
        { name: 'blk.0.attn_q.bias', dims: [32], type: m.tensors[1]!.type, data: new Uint8Array(128) },
      ],
    }));
    const op = buildProgram(file).program?.ops.find((o) => o.name === 'blk.0.attn_q');
    expect(op?.weights.map((w) => w.tensor)).toEqual(['blk.0.attn_q.weight', 'blk.0.attn_q.bias']);
  });

  it('takes a linear rope scaling as its inverse', () => {
    const file = changedTiny((m) => ({
      ...m,
      metadata: [
        ...m.metadata,
        ['llama.rope.scaling.type', { type: 'string', value: 'linear' }],
        ['llama.rope.scaling.factor', { type: 'f32', value: 4 }],
      ],
    }));
    const op = buildProgram(file).program?.ops.find((o) => o.kind === 'rope');
    expect(op?.attrs).toMatchObject({ freqScale: 0.25 });
  });
});

describe('what cannot be built', () => {
  it('warns of an architecture that is not described', () => {
    const { program, findings } = buildProgram(withKey('general.architecture', { type: 'string', value: 'nonesuch' }));
    expect(program).toBeNull();
    expect(findings.map((f) => [f.rule, f.severity])).toEqual([['model/architecture-undescribed', 'warning']]);
  });

  it.each<[string, ModelValue, string]>([
    ['llama.block_count', { type: 'u32', value: 0 }, 'model/key-range'],
    ['llama.block_count', { type: 'f32', value: 2 }, 'model/key-type'],
    ['llama.attention.head_count_kv', { type: 'u32', value: 3 }, 'model/key-inconsistent'],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f32', value: NaN }, 'model/key-range'],
    ['llama.rope.dimension_count', { type: 'u32', value: 8 }, ''],
    ['llama.rope.dimension_count', { type: 'u32', value: 6 }, 'model/key-inconsistent'],
    ['llama.rope.dimension_count', { type: 'u32', value: 0 }, 'model/key-inconsistent'],
    ['llama.block_count', { type: 'u16', value: 1 }, 'model/key-type'],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f64', value: 1e-5 }, 'model/key-type'],
    ['llama.vocab_size', { type: 'u32', value: 300 }, 'model/vocab-size'],
  ])('judges %s = %j as it should', (key, value, rule) => {
    expect(rulesOf(withKey(key, value))).toEqual(rule === '' ? [] : [rule]);
  });

  it('reports a missing and an extra tensor', () => {
    const missing = changedTiny((m) => ({ ...m, tensors: m.tensors.filter((t) => t.name !== 'output_norm.weight') }));
    expect(rulesOf(missing)).toEqual(['model/tensor-missing']);
    const extra = changedTiny((m) => ({ ...m, tensors: [...m.tensors, { ...m.tensors.at(-1)!, name: 'more' }] }));
    expect(rulesOf(extra)).toEqual(['model/tensor-extra']);
  });

  it('takes a layer count of the whole range without allocating for layers that are not there', () => {
    const rules = rulesOf(withKey('llama.block_count', { type: 'u32', value: 512 }));
    expect(new Set(rules)).toEqual(new Set(['model/tensor-missing', 'gguf/more-findings']));
    expect(rules).toHaveLength(101);
  });
});

describe('ProgramBuilder', () => {
  const spec: WeightSpec = { tensor: 'w', rows: 4, cols: 8, type: 'F32', bytes: 128 };

  it('refuses an op whose shapes do not fit', () => {
    const p = new ProgramBuilder(new Map([['w', spec]]));
    const x = p.input('x', ['tokens', 7]);
    const add = (): unknown => p.op({ kind: 'linear', name: 'y', inputs: [x], weights: [spec], attrs: {} });
    expect(add).toThrow(EngineError);
    expect(add).toThrow(/expected a weight with as many columns as the input is wide, found \(tokens, 7\), w \(4, 8\)/);
  });

  it('refuses a weight that the file does not have, and a wrong number of inputs', () => {
    const p = new ProgramBuilder(new Map());
    const x = p.input('x', ['tokens', 8]);
    expect(() => p.required('w')).toThrow(/expected tensor w/);
    expect(() => p.op({ kind: 'add', name: 'y', inputs: [x], attrs: {} })).toThrow(/expected 2 inputs/);
  });
});

describe('FFP1', () => {
  it('has the sizes that ffp1.h writes down', () => {
    const { program } = openTiny({ nLayer: 1 });
    const bytes = encodeFfp1(program);
    const view = new DataView(bytes.buffer);
    const counts = [8, 12, 16, 20, 24].map((at) => view.getUint32(at, true));
    const { values, weights, caches, ops } = program;
    const total = 32 + values.length * 16 + weights.size * 24 + caches.length * 16 + ops.length * 112;
    expect(view.getUint32(0, true)).toBe(FFP1_MAGIC);
    expect(counts).toEqual([values.length, weights.size, caches.length, ops.length, total]);
    expect(bytes.length).toBe(total);
  });
});

describe('tinyLlama', () => {
  it('is the same bytes for the same seed, and other bytes for another', () => {
    const bytes = (seed: number): unknown => tinyLlama({ seed }).tensors[0]?.data;
    expect(bytes(1)).toEqual(bytes(1));
    expect(bytes(1)).not.toEqual(bytes(2));
  });
});
