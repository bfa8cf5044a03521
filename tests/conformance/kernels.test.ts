/** The kernels on the SIMT runtime: their own runner in the plain lane, and the engines behind the ABI. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { OpCase, OpCaseOf } from '../../src/engine/engine.ts';
import { encodeWeight, type BlockParts } from '../../src/oracle/blocks/encode.ts';
import { referenceEngine } from '../../src/reference/engine.ts';
import { describeNative, openEngine } from '../support/native.ts';
import { openTiny } from '../support/tinyModel.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ENGINES = ['cuda-sim', 'cuda-sim-naive'] as const;

function has(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

describe('the plain lane', () => {
  const missing = [
    ...(['clang++-19', 'clang++'].some(has) ? [] : ['clang++']),
    ...(has('cmake') ? [] : ['cmake']),
    ...(has('bash') ? [] : ['bash']),
  ];
  const reason = missing.length === 0 ? '' : ` (left out: no ${missing.join(', no ')})`;
  const run = missing.length === 0 || process.env['CI'] ? it : it.skip;

  run(`passes every case and catches every planted defect${reason}`, { timeout: 240_000 }, () => {
    const script = `${ROOT}kernels/sim/run_lanes.sh`;
    const { status, stdout, stderr } = spawnSync('bash', [script, '--no-mutants', 'plain'], { encoding: 'utf8' });
    expect(
      stdout.split('\n').filter((line) => line.includes('FAIL')),
      stderr,
    ).toEqual([]);
    expect(stdout).toMatch(/\n[1-9]\d+ passed, 0 failed\n$/);
    expect(status).toBe(0);
  });
});

const wave = (n: number, scale = 1): Float32Array =>
  Float32Array.from({ length: n }, (_, i) => scale * Math.sin(i * 1.7));

function normCase(tokens: number, n: number): OpCaseOf<'norm'> {
  const gain = encodeWeight('F32', 1, n, () => ({ scale: 1, min: 0, quant: () => 1.5 }));
  const x = wave(tokens * n, 3);
  return { kind: 'norm', attrs: { variant: 'rms', eps: 1e-5 }, tokens, past: 0, inputs: [x], weights: [gain], seed: 0 };
}

function linearCase(type: string, tokens: number, rows: number, cols: number): OpCaseOf<'linear'> {
  const part = (b: number): BlockParts => ({
    scale: 0.5 + (b % 7),
    min: 0.25 * (b % 3),
    quant: (i: number) => (i * 5 + b) % 16,
  });
  const weights = [encodeWeight(type, rows, cols, part)];
  return { kind: 'linear', attrs: {}, tokens, past: 0, inputs: [wave(tokens * cols)], weights, seed: 0 };
}

/** Greatest difference from the reference, relative to its greatest element. */
async function worst(engine: ReturnType<typeof openEngine>, c: OpCase): Promise<{ error: number; kernel: string }> {
  const [got, expected] = [await engine.runOp(c), (await referenceEngine.runOp(c)).output];
  let error = 0;
  let scale = 0;
  expected.forEach((y, i) => {
    error = Math.max(error, Math.abs((got.output[i] ?? NaN) - y));
    scale = Math.max(scale, Math.abs(y));
  });
  return { error: error / scale, kernel: got.kernel };
}

for (const name of ENGINES) {
  const set = name === 'cuda-sim' ? 'fast' : 'naive';
  describeNative(
    `${name} behind the ABI`,
    () => {
      const engine = openEngine(name);

      it('says what it can do', () => {
        const { device, sessions, ops } = engine.describe();
        expect({ engine: engine.describe().engine, device, sessions }).toEqual({
          engine: name,
          device: 'simt',
          sessions: false,
        });
        expect(ops.map((op) => `${op.kind} ${op.type} ${op.contract} ${op.kernel}`)).toEqual([
          `norm F32 norm/f32-rsqrt@1 rms_norm.${set}`,
          `linear Q4_1 linear/q8_1@1 mul_mat_vec_q.q4_1.${set}`,
          `linear Q8_0 linear/q8_1@1 mul_mat_vec_q.q8_0.${set}`,
        ]);
      });

      // 2e-6: some 20 roundings of binary32. 2 %: activations in 8 bits. The oracle's bounds are the sharp ones.
      it.each([
        ['norm', normCase(3, 577), 2e-6, 'rms_norm'],
        ['Q4_1', linearCase('Q4_1', 2, 5, 33 * 32), 2e-2, 'mul_mat_vec_q.q4_1'],
        ['Q8_0', linearCase('Q8_0', 2, 5, 33 * 32), 2e-2, 'mul_mat_vec_q.q8_0'],
      ])('runs %s with the kernel that it names', async (_what, c, tolerance, kernel) => {
        const found = await worst(engine, c);
        expect(found.kernel).toBe(`${kernel}.${set}`);
        expect(found.error).toBeLessThan(tolerance);
      });

      it('adds a bias', async () => {
        const plain = linearCase('Q8_0', 2, 5, 64);
        const bias = encodeWeight('F32', 1, 5, () => ({ scale: 1, min: 0, quant: () => 1000 }));
        const without = (await engine.runOp(plain)).output;
        const { output } = await engine.runOp({ ...plain, weights: [...plain.weights, bias] });
        output.forEach((y, i) => {
          expect(y - (without[i] ?? NaN)).toBeCloseTo(1000, 2);
        });
      });

      it.each([NaN, Infinity, 2 ** 41])('refuses an input of %f: outside the contract', async (value) => {
        const c = normCase(1, 8);
        c.inputs[0]?.fill(value, 3, 4);
        await expect(engine.runOp(c)).rejects.toMatchObject({ code: 'op/argument' });
      });

      it('refuses a weight type and an op without a kernel', async () => {
        await expect(engine.runOp(linearCase('F32', 1, 2, 32))).rejects.toMatchObject({ code: 'op/unsupported' });
        const add: OpCase = {
          kind: 'add',
          attrs: {},
          tokens: 1,
          past: 0,
          inputs: [wave(4), wave(4)],
          weights: [],
          seed: 0,
        };
        await expect(engine.runOp(add)).rejects.toMatchObject({ code: 'op/unsupported' });
      });

      it('refuses a session, and says why', async () => {
        const { program, weights } = openTiny();
        const opened = engine.load(program, weights, { nCtx: 8 });
        await expect(opened).rejects.toMatchObject({ code: 'load/unsupported' });
        await expect(opened).rejects.toThrow('single ops');
      });
    },
    [name],
  );
}
