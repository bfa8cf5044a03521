/** What C++ refuses of FFP1. Every field is untrusted there, whatever src/model already knows. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { REMOVED_TENSOR_TYPES, TENSOR_TYPES } from '../../../src/gguf/tensorTypes.ts';
import { encodeFfp1 } from '../../../src/model/ffp1.ts';
import { nativeCode } from '../../../src/native/status.ts';
import { describeNative, openRaw } from '../../support/native.ts';
import { tinyModel } from './tinyModel.ts';

const HEADER = { magic: 0, version: 4, nValues: 8, nWeights: 12, nCaches: 16, nOps: 20, totalBytes: 24, reserved: 28 };
const VALUE = { role: 0, rows: 4, width: 8, reserved: 12, size: 16 };
const WEIGHT = { type: 0, rows: 4, cols: 8, slices: 12, bytes: 16, size: 24 };
const CACHE = { nHeadKv: 0, headDim: 4, layer: 8, reserved: 12, size: 16 };
const OP = {
  kind: 0,
  layer: 4,
  output: 8,
  nInputs: 12,
  inputs: 16,
  nWeights: 32,
  weights: 36,
  reserved: 52,
  ints: 56,
  floats: 80,
  size: 112,
};
const NONE = 0xffffffff;

const { program } = tinyModel();
const valid = encodeFfp1(program);
const at = {
  value: (i: number) => 32 + i * VALUE.size,
  weight: (i: number) => 32 + program.values.length * VALUE.size + i * WEIGHT.size,
  cache: (i: number) => at.weight(program.weights.size) + i * CACHE.size,
  op: (i: number) => at.cache(program.caches.length) + i * OP.size,
  /** The first op of a kind. */
  kind: (kind: string) => at.op(program.ops.findIndex((op) => op.kind === kind)),
};
const value = (kind: string, input: number): number => program.ops.find((op) => op.kind === kind)?.inputs[input] ?? NaN;
const output = program.values.findIndex(({ role }) => role === 'output');

type Mutation = readonly [what: string, offset: number, u32: number];

// prettier-ignore
const U32: readonly Mutation[] = [
  ['the magic', HEADER.magic, 0x31504647],
  ['the version', HEADER.version, 2],
  ['no values', HEADER.nValues, 0],
  ['one value too many', HEADER.nValues, program.values.length + 1],
  ['4 billion values', HEADER.nValues, NONE],
  ['one weight too few', HEADER.nWeights, program.weights.size - 1],
  ['4 billion weights', HEADER.nWeights, NONE],
  ['4 billion caches', HEADER.nCaches, NONE],
  ['no ops', HEADER.nOps, 0],
  ['4 billion ops', HEADER.nOps, NONE],
  ['counts whose product wraps 32 bits', HEADER.nOps, 0x10000000],
  ['total_bytes one more', HEADER.totalBytes, valid.length + 1],
  ['total_bytes 0', HEADER.totalBytes, 0],
  ['header.reserved', HEADER.reserved, 1],
  ['an unknown role', at.value(1) + VALUE.role, 3],
  ['an input that an op writes', at.value(1) + VALUE.role, 0],
  ['an activation that nobody writes', at.value(0) + VALUE.role, 1],
  ['two outputs', at.value(1) + VALUE.role, 2],
  ['no output', at.value(output) + VALUE.role, 1],
  ['rows of a value', at.value(1) + VALUE.rows, 1],
  ['width 0', at.value(1) + VALUE.width, 0],
  ['width one more', at.value(1) + VALUE.width, 33],
  ['width 2^32 − 1', at.value(1) + VALUE.width, NONE],
  ['token ids of width 2', at.value(0) + VALUE.width, 2],
  ['value.reserved', at.value(1) + VALUE.reserved, 1],
  ['a removed tensor type', at.weight(0) + WEIGHT.type, 4],
  ['an unknown tensor type', at.weight(0) + WEIGHT.type, 1000],
  ['an intermediate tensor type', at.weight(0) + WEIGHT.type, 9],
  ['another tensor type', at.weight(0) + WEIGHT.type, 0],
  ['no rows', at.weight(0) + WEIGHT.rows, 0],
  ['2^32 − 1 rows', at.weight(0) + WEIGHT.rows, NONE],
  ['rows one more', at.weight(0) + WEIGHT.rows, 49],
  ['no columns', at.weight(0) + WEIGHT.cols, 0],
  ['columns that are no whole block', at.weight(0) + WEIGHT.cols, 31],
  ['no slices', at.weight(0) + WEIGHT.slices, 0],
  ['two slices', at.weight(0) + WEIGHT.slices, 2],
  ['bytes one more', at.weight(0) + WEIGHT.bytes, (program.weights.get('token_embd')?.bytes ?? 0) + 1],
  ['bytes by 2^32 more', at.weight(0) + WEIGHT.bytes + 4, 1],
  ['no key-value heads in a cache', at.cache(0) + CACHE.nHeadKv, 0],
  ['a cache of other heads', at.cache(0) + CACHE.nHeadKv, 4],
  ['a cache of another dimension', at.cache(0) + CACHE.headDim, 16],
  ['a cache of dimension 2^32 − 1', at.cache(0) + CACHE.headDim, NONE],
  ['a layer of a cache', at.cache(0) + CACHE.layer, 1 << 20],
  ['cache.reserved', at.cache(0) + CACHE.reserved, 1],
  ['an unknown kind', at.op(0) + OP.kind, 7],
  ['kind 2^32 − 1', at.op(0) + OP.kind, NONE],
  ['another kind', at.op(0) + OP.kind, 1],
  ['a layer of an op', at.op(0) + OP.layer, 1 << 20],
  ['an output out of range', at.op(0) + OP.output, program.values.length],
  ['an output that another op writes', at.op(1) + OP.output, 1],
  ['an op that writes its own input', at.op(0) + OP.output, 0],
  ['no inputs', at.op(0) + OP.nInputs, 0],
  ['4 billion inputs', at.op(0) + OP.nInputs, NONE],
  ['five inputs', at.op(0) + OP.nInputs, 5],
  ['an input out of range', at.op(1) + OP.inputs, program.values.length],
  ['an input that is written later', at.op(1) + OP.inputs, program.values.length - 2],
  ['an op that reads the output', at.kind('add') + OP.inputs, output],
  ['token ids read as floats', at.kind('norm') + OP.inputs, 0],
  ['floats read as token ids', at.kind('embed') + OP.inputs, 1],
  ['an unused input slot', at.op(0) + OP.inputs + 4, 0],
  ['no weights', at.op(0) + OP.nWeights, 0],
  ['4 billion weights of an op', at.op(0) + OP.nWeights, NONE],
  ['a weight out of range', at.op(0) + OP.weights, program.weights.size],
  ['another weight', at.kind('norm') + OP.weights, 0],
  ['an unused weight slot', at.op(0) + OP.weights + 4, 0],
  ['op.reserved', at.op(0) + OP.reserved, 1],
  ['an unused integer', at.op(0) + OP.ints, 1],
  ['the last unused integer', at.kind('attention') + OP.ints + 20, 1],
  ['an unused float', at.op(0) + OP.floats, 1],
  ['an unused float of −0', at.op(0) + OP.floats + 28, 0x80000000],
  ['an unknown norm', at.kind('norm') + OP.ints, 1],
  ['an unknown activation', at.kind('glu') + OP.ints, 1],
  ['an unknown pairing', at.kind('rope') + OP.ints, 2],
  ['rope without heads', at.kind('rope') + OP.ints + 4, 0],
  ['rope of other heads', at.kind('rope') + OP.ints + 4, 2],
  ['rope of a head dimension of 0', at.kind('rope') + OP.ints + 8, 0],
  ['an odd n_rot', at.kind('rope') + OP.ints + 12, 7],
  ['n_rot of 0', at.kind('rope') + OP.ints + 12, 0],
  ['n_rot beyond the head', at.kind('rope') + OP.ints + 12, 10],
  ['attention without heads', at.kind('attention') + OP.ints, 0],
  ['attention with 2^32 − 1 heads', at.kind('attention') + OP.ints, NONE],
  ['attention without key-value heads', at.kind('attention') + OP.ints + 4, 0],
  ['heads in no whole groups', at.kind('attention') + OP.ints + 4, 3],
  ['more key-value heads than heads', at.kind('attention') + OP.ints + 4, 8],
  ['attention of another head dimension', at.kind('attention') + OP.ints + 8, 16],
  ['a cache out of range', at.kind('attention') + OP.ints + 12, 2],
  ["another layer's cache", at.kind('attention') + OP.ints + 12, 1],
  ['keys of another width', at.kind('attention') + OP.inputs + 4, value('attention', 0)],
  ['gate and up of two widths', at.kind('glu') + OP.inputs, value('add', 0)],
];

// prettier-ignore
const F64: readonly (readonly [what: string, offset: number, f64: number])[] = [
  ...[0, -1e-5, NaN, Infinity, 1e-60, 1e60].map((x) => [`eps ${String(x)}`, at.kind('norm') + OP.floats, x] as const),
  ...[0, -1, NaN, Infinity, 1e-60].map((x) => [`freq_base ${String(x)}`, at.kind('rope') + OP.floats, x] as const),
  ...[0, -1, NaN, -Infinity].map((x) => [`freq_scale ${String(x)}`, at.kind('rope') + OP.floats + 8, x] as const),
  ...[NaN, Infinity, 1e39].map((x) => [`scale ${String(x)}`, at.kind('attention') + OP.floats, x] as const),
];

function codeOf(call: () => void): string {
  try {
    call();
    return 'FF_OK';
  } catch (error) {
    return nativeCode(error) ?? String(error);
  }
}

describeNative('FFP1 in C++', () => {
  const { addon, library } = openRaw('cpu');
  const check = (bytes: Uint8Array): string =>
    codeOf(() => {
      addon.programCheck(library, bytes);
    });
  const mutated = (change: (view: DataView) => void): Uint8Array => {
    const bytes = valid.slice();
    change(new DataView(bytes.buffer));
    return bytes;
  };

  it('accepts a valid Program, at any alignment', () => {
    expect(check(valid)).toBe('FF_OK');
    const shifted = new Uint8Array(valid.length + 1);
    shifted.set(valid, 1);
    expect(check(shifted.subarray(1))).toBe('FF_OK');
  });

  it.each(U32)('refuses %s', (_what, offset, u32) => {
    const bytes = mutated((view) => {
      view.setUint32(offset, u32, true);
    });
    expect(bytes).not.toEqual(valid);
    expect(check(bytes)).toBe('FF_E_PROGRAM');
  });

  it.each(F64)('refuses %s', (_what, offset, f64) => {
    expect(
      check(
        mutated((view) => {
          view.setFloat64(offset, f64, true);
        }),
      ),
    ).toBe('FF_E_PROGRAM');
  });

  it('refuses every shorter prefix, and a longer one', () => {
    for (let n = 1; n < valid.length; n++) expect(check(valid.subarray(0, n))).toBe('FF_E_PROGRAM');
    expect(check(new Uint8Array([...valid, 0]))).toBe('FF_E_PROGRAM');
    expect(check(new Uint8Array(0))).toBe('FF_E_ARGUMENT');
  });

  it('says what was expected and found, and where', () => {
    const bytes = mutated((view) => {
      view.setUint32(at.value(1) + VALUE.width, 33, true);
    });
    expect(() => {
      addon.programCheck(library, bytes);
    }).toThrow('op 0 (embed): expected an output of width 32, found 33');
  });

  it('knows the same tensor types as src/gguf, block by block', () => {
    const one = encodeFfp1(program).slice();
    for (let id = 0; id < 64; id++) {
      const type = TENSOR_TYPES.find((t) => t.id === id && !t.intermediate && !REMOVED_TENSOR_TYPES.has(t.id));
      // The embedding is the first weight; 2^8 columns hold whole blocks of every type, and the mismatch with the
      // activation's width is reported by the op: the weight itself has passed.
      const view = new DataView(one.buffer);
      view.setUint32(at.weight(0) + WEIGHT.type, id, true);
      view.setUint32(at.weight(0) + WEIGHT.cols, 256, true);
      const bytes = type ? (48 * 256 * type.blockBytes) / type.blockSize : 48;
      view.setBigUint64(at.weight(0) + WEIGHT.bytes, BigInt(bytes), true);
      const expected = type ? /^op 0 \(embed\)/ : /^weight 0: expected a tensor type/;
      expect(() => {
        addon.programCheck(library, one);
      }).toThrow(expected);
    }
  });

  it('takes any bytes without a crash', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(valid.length - 1), fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 6 }),
        (flips) => {
          const bytes = valid.slice();
          for (const [place, xor] of flips) bytes[place] = (bytes[place] ?? 0) ^ xor;
          expect(['FF_OK', 'FF_E_PROGRAM', 'FF_E_MEMORY']).toContain(check(bytes));
        },
      ),
      { numRuns: 5000 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 400 }), (bytes) => check(bytes) === 'FF_E_PROGRAM'),
      { numRuns: 1000 },
    );
  });
});
