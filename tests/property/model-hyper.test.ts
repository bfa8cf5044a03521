/** Whatever a file's hyper-parameters say: findings or a Program, never an exception, and never a Program that engines would choke on. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GgufValue } from '../../src/gguf/types.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { buildProgram } from '../../src/model/build.ts';
import { encodeFfp1 } from '../../src/model/ffp1.ts';
import { STANDARD_KEYS } from '../../src/model/arch/standardKeys.ts';
import { goldenModels } from '../support/architectures.ts';
import { parsedFile } from '../support/tinyModel.ts';

const files = goldenModels().map(({ name, bytes }) => ({ name, file: parsedFile(bufferSource(bytes)) }));
const keys = Object.values(STANDARD_KEYS).map(({ key }) => key);

const counts = fc.constantFrom(
  0,
  1,
  2,
  3,
  4,
  5,
  7,
  8,
  16,
  17,
  31,
  32,
  33,
  63,
  64,
  65,
  127,
  128,
  1000,
  1024,
  65_536,
  0xffffffff,
);
const floats = fc.constantFrom(0, -0, 1, -1, 0.5, 1e-5, 1e-40, 1e30, Infinity, NaN, 2);
const value: fc.Arbitrary<GgufValue> = fc.oneof(
  { weight: 6, arbitrary: counts.map((v) => ({ type: 'u32', value: v }) as const) },
  { weight: 3, arbitrary: floats.map((v) => ({ type: 'f32', value: v }) as const) },
  { weight: 1, arbitrary: fc.boolean().map((v) => ({ type: 'bool', value: v }) as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'i32', value: -1 } as const) },
  { weight: 1, arbitrary: fc.constant({ type: 'string', value: 'yarn', bytes: Buffer.from('yarn') }) },
);
const change = fc.tuple(fc.constantFrom(...keys), fc.option(value, { freq: 6 }));

describe('hyper-parameters that nobody trained', () => {
  it('give findings or a Program', () => {
    let programs = 0;
    let refusals = 0;
    const property = fc.property(
      fc.constantFrom(...files),
      fc.array(change, { minLength: 1, maxLength: 3 }),
      ({ file }, changes) => {
        const metadata = new Map(file.metadata);
        const prefix = (metadata.get('general.architecture') as { value: string }).value;
        for (const [key, v] of changes) {
          if (v === null) metadata.delete(`${prefix}.${key}`);
          else metadata.set(`${prefix}.${key}`, v);
        }
        const { program, findings, unsupported } = buildProgram({ ...file, metadata });
        if (program) {
          programs++;
          encodeFfp1(program);
          expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
        } else {
          refusals++;
          expect(findings.some((f) => f.severity === 'error') || unsupported.length > 0).toBe(true);
        }
      },
    );
    fc.assert(property, { numRuns: 4000 });
    expect([programs > 400, refusals > 400]).toEqual([true, true]);
  });
});
