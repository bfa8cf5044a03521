/** The same call twice, inputs hashed before and after, canaries in the output and guard zones around it. */
import { createHash } from 'node:crypto';
import type { OpCase } from '../../engine/engine.ts';
import { compareBits } from '../compare.ts';
import { anyCase, describeMismatch, isResult, runCase, type Judgement, type Layer } from './layer.ts';

export const hygiene: Layer = {
  name: 'hygiene',
  make: ({ oracle, contract }, rng, type) => oracle.generate(rng, type, contract),
  judge: async ({ engine }, c) => {
    const before = fingerprint(anyCase(c));
    const first = await runCase(engine, c);
    if (!isResult(first)) return first;
    const { kernel, hygiene: left } = first;
    const output = Float64Array.from(first.output);
    if (fingerprint(anyCase(c)) !== before) return fail(kernel, 'the kernel changed its inputs');
    if (left && !left.guardsIntact) return { ...fail(kernel, 'the kernel wrote outside its output'), verdict: 'OOB' };
    if (left && left.unwritten > 0) return fail(kernel, `the kernel left ${String(left.unwritten)} elements unwritten`);
    const second = await runCase(engine, c);
    if (!isResult(second)) return second;
    const mismatch = compareBits(second.output, output);
    return mismatch
      ? { ...fail(kernel, `a second call: ${describeMismatch(mismatch)}`), mismatch }
      : { verdict: 'PASS', kernel };
  },
};

function fail(kernel: string, message: string): Judgement {
  return { verdict: 'FAIL', kernel, message };
}

function fingerprint(c: OpCase): string {
  const hash = createHash('sha256');
  const arrays = [...c.inputs, ...c.weights.map((w) => w.bytes), c.tokenIds, c.pastK, c.pastV];
  for (const array of arrays) if (array) hash.update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return hash.digest('hex');
}
