/** What C++ refuses of FFP1 where everything else about the Program fits: no other check can refuse it instead. */
import { expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { OpCase } from '../../../src/engine/engine.ts';
import { encodeFfp1 } from '../../../src/model/ffp1.ts';
import type { Program } from '../../../src/model/program.ts';
import { opProgram } from '../../../src/native/opProgram.ts';
import { describeNative, openRaw } from '../../support/native.ts';
import { floats, randomWeight } from './weights.ts';

const [HEADER, VALUE, WEIGHT, CACHE] = [32, 16, 24, 16];
const rng = new Rng(7);
const base = { past: 0, seed: 7, inputs: [], weights: [] };

const linear = opProgram({
  ...base,
  kind: 'linear',
  attrs: {},
  tokens: 1,
  inputs: [floats(rng, 32)],
  weights: [randomWeight(rng, 'Q8_0', 3, 32)],
});
const add = opProgram({ ...base, kind: 'add', attrs: {}, tokens: 1, inputs: [floats(rng, 4), floats(rng, 4)] });
const attention: OpCase = {
  ...base,
  kind: 'attention',
  attrs: { nHead: 3, nHeadKv: 1, headDim: 4, scale: 0.5, cache: 0 },
  tokens: 1,
  inputs: [floats(rng, 12), floats(rng, 4), floats(rng, 4)],
  pastK: new Float32Array(0),
  pastV: new Float32Array(0),
};

/** `program` in bytes, with numbers of 32 bits in other places. */
function patched(program: Program, ...changes: readonly (readonly [at: number, u32: number])[]): Uint8Array {
  const bytes = encodeFfp1(program).slice();
  const view = new DataView(bytes.buffer);
  for (const [at, u32] of changes) view.setUint32(at, u32, true);
  return bytes;
}

/** Three heads over so many key-value heads: the widths, the cache and the attributes agree. */
function grouped(nHeadKv: number): Uint8Array {
  const width = (i: number): number => HEADER + i * VALUE + 8;
  const cache = HEADER + 4 * VALUE;
  const ints = cache + CACHE + 56;
  return patched(
    opProgram(attention),
    [width(1), 4 * nHeadKv],
    [width(2), 4 * nHeadKv],
    [cache, nHeadKv],
    [ints + 4, nHeadKv],
  );
}

describeNative('FFP1 in C++, one thing wrong', () => {
  const { addon, library } = openRaw('cpu');
  const check = (bytes: Uint8Array) => (): void => {
    addon.programCheck(library, bytes);
  };

  it('refuses heads in no whole groups', () => {
    expect(check(grouped(3))).not.toThrow();
    expect(check(grouped(2))).toThrow('expected n_head to be a multiple of n_head_kv, found 3 and 2');
  });

  it('refuses columns of a whole block and a part of another', () => {
    const width = HEADER + 8;
    const cols = HEADER + 2 * VALUE + 8;
    expect(check(patched(linear, [width, 32], [cols, 32]))).not.toThrow();
    expect(check(patched(linear, [width, 33], [cols, 33]))).toThrow('expected columns in blocks of 32 for Q8_0');
  });

  it('refuses two ops that write one value', () => {
    const [op] = add.ops;
    if (!op) throw new Error('expected an op');
    expect(check(encodeFfp1(add))).not.toThrow();
    expect(check(encodeFfp1({ ...add, ops: [op, { ...op, index: 1 }] }))).toThrow('value 2 is written twice');
  });

  it('refuses a weight one past the table, and says so', () => {
    const op = HEADER + 2 * VALUE + WEIGHT;
    expect(check(patched(linear, [op + 36, 1]))).toThrow('op 0: expected weights[0] to be below 1, found 1');
  });
});
