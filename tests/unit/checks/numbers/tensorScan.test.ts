import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ggufBytes, tensor } from '../../../../corpus/ggufBytes.ts';
import { EACH_VALUE_CASES, fileOf, NUMBER_CASES, soundBlocks, withNumber } from '../../../../corpus/numbersCases.ts';
import { OUTLINED_CASES } from '../../../../corpus/outlinedCases.ts';
import { SMOKE_CASES } from '../../../../corpus/smokeCases.ts';
import { NUMBER_LAYOUTS, type NumberLayout } from '../../../../src/checks/numbers/layouts.ts';
import { numberFindings } from '../../../../src/checks/numbers/numberFindings.ts';
import { NUMBER_RULES } from '../../../../src/checks/numbers/numberRules.ts';
import { CARRY_BYTES, extentsOf, TensorScan, type TensorTally } from '../../../../src/checks/numbers/tensorScan.ts';
import { FilePass } from '../../../../src/checks/pass/filePass.ts';
import type { Finding } from '../../../../src/core/finding.ts';
import type { ModelTensor } from '../../../../src/gguf/model.ts';
import { parseGguf } from '../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';
import type { GgufFile, Profile } from '../../../../src/gguf/types.ts';
import { planWith } from '../../../support/passPlans.ts';

const layout = (name: string): NumberLayout => NUMBER_LAYOUTS.get(tensorType(name).id)!;

function parsed(bytes: Uint8Array, profile: Profile): GgufFile {
  const { file, findings } = parseGguf(bufferSource(bytes), { profile });
  if (!file) throw new Error(findings.map((f) => f.message).join('\n'));
  return file;
}

function found(bytes: Uint8Array, profile: Profile = 'strict'): readonly Finding[] {
  const file = parsed(bytes, profile);
  const pass = new FilePass(
    bufferSource(bytes),
    planWith({ extents: extentsOf(file.tensors), littleEndian: file.littleEndian }),
  );
  pass.steps(Infinity);
  return numberFindings(file, pass.result().tallies, profile);
}

/** Feeds a file to the scan in pieces that end at `cuts`. */
function inPieces(bytes: Uint8Array, cuts: readonly number[]): readonly TensorTally[] {
  const scan = new TensorScan(extentsOf(parsed(bytes, 'strict').tensors), true);
  const ends = [...new Set([...cuts, bytes.length])].sort((a, b) => a - b);
  let start = 0;
  for (const end of ends) {
    const before = Math.min(start, CARRY_BYTES);
    scan.piece(bytes.slice(start - before, end), before, start, end);
    start = end;
  }
  return scan.tallies();
}

/** Tensors of many types with a defect in each. */
function manyTensors(): Uint8Array {
  const tensors = [...NUMBER_LAYOUTS.values()]
    .filter(({ type }) => !type.intermediate)
    .map((each, i): ModelTensor => {
      const field = each.fields[i % each.fields.length]!;
      const data = withNumber(each, field, i % 6, field.encoding.nan);
      return tensor(each.type.name, { type: each.type, dims: [each.type.blockSize, 6], data });
    });
  return ggufBytes({ tensors });
}

describe('a scan in pieces', () => {
  it('finds the same wherever a file is cut', () => {
    const bytes = manyTensors();
    const whole = inPieces(bytes, []);
    expect(whole.length).toBeGreaterThan(25);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 60 }), (cuts) => {
        expect(inPieces(bytes, cuts)).toEqual(whole);
      }),
      { numRuns: 200 },
    );
  });

  it('finds the same when every byte is a piece', () => {
    const bytes = manyTensors();
    expect(inPieces(bytes, Array.from(bytes.keys()))).toEqual(inPieces(bytes, []));
  });

  it('has blocks that fit what is carried from one piece to the next', () => {
    for (const { type } of NUMBER_LAYOUTS.values()) expect(type.blockBytes).toBeLessThanOrEqual(CARRY_BYTES);
  });

  it('scans tensors whose table is out of order', () => {
    const data = withNumber(layout('Q8_0'), layout('Q8_0').fields[0], 0, 0x7c01);
    const type = tensorType('Q8_0');
    const sound = soundBlocks(layout('Q8_0'));
    const padded = (bytes: Uint8Array): Uint8Array => Uint8Array.of(...bytes, ...new Uint8Array(20));
    const tensors = [
      tensor('second', { type, dims: [192], data: padded(sound), offset: 224 }),
      tensor('first', { type, dims: [192], data: padded(data), offset: 0 }),
    ];
    const bytes = ggufBytes({ tensors });
    const names = found(bytes).map((f) => f.path);
    // The data of `second` is written first, at the place that `first` names.
    expect(names).toEqual(['tensors[0]']);
  });
});

describe('what the scan keeps', () => {
  it('is the tensors of which there is something to tell, zeros among them', () => {
    const f32 = layout('F32');
    const sound = new Uint8Array(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8).buffer);
    const nan = withNumber(f32, f32.fields[0], 2, 0x7fc0_0000).slice(0, 32);
    const tensors = [tensor('sound', { data: sound }), tensor('nan', { data: nan }), tensor('zeros')];
    expect(inPieces(ggufBytes({ tensors }), []).map(({ index }) => index)).toEqual([1, 2]);
  });

  it('is sorted as the data lies, and leaves out types without numbers', () => {
    const tensors = [
      tensor('last', { offset: 64, data: new Uint8Array(32) }),
      tensor('bytes', { offset: 32, type: tensorType('I8'), dims: [32] }),
      tensor('first', { offset: 0, data: new Uint8Array(32) }),
    ];
    const { tensors: table } = parsed(ggufBytes({ tensors }), 'strict');
    expect(extentsOf(table).map(({ index }) => index)).toEqual([2, 0]);
    const scan = new TensorScan(
      [{ index: 0, fileOffset: 0, bytes: 4, typeId: tensorType('I8').id, rowBytes: 0 }],
      true,
    );
    expect(() => {
      scan.piece(new Uint8Array(4), 0, 0, 4);
    }).toThrow('expected a type with numbers, found id 24');
  });
});

describe('what the scan reports', () => {
  it.each(NUMBER_CASES.map((each) => [each.comment, each] as const))('%s, and nothing of its twin', (_name, each) => {
    expect(found(each.bad).map((f) => [f.rule, f.severity])).toEqual([[each.rule, each.severity]]);
    expect(found(each.good)).toEqual([]);
  });

  it('names the tensor, the block and the byte of the file', () => {
    const q41 = layout('Q4_1');
    const bytes = fileOf(q41, withNumber(q41, q41.fields[1]!, 4, 0x7c00));
    const { fileOffset } = parsed(bytes, 'strict').tensors[0]!;
    expect(found(bytes)).toMatchObject([
      {
        rule: 'numbers/infinite-scale',
        message: 'expected a finite scale of reasonable size, found infinity in block 4 of "weight" (Q4_1)',
        offset: fileOffset + 4 * 20 + 2,
        length: 2,
        path: 'tensors[0]',
      },
    ]);
  });

  it('is an error in the compat profile too where it makes llama.cpp answer NaN, else one step milder', () => {
    const f32 = layout('F32');
    const of = (magnitude: number, type = f32): readonly unknown[] => {
      const bytes = fileOf(type, withNumber(type, type.fields[0], 0, magnitude));
      return [found(bytes)[0]!.severity, found(bytes, 'compat')[0]!.severity];
    };
    expect(of(0x7fc0_0000)).toEqual(['error', 'error']);
    expect(of(0x7f00_0000)).toEqual(['error', 'error']);
    expect(of(0x7000, layout('Q4_0'))).toEqual(['warning', 'note']);
  });

  it('tells a thousand NaN of one tensor as one finding', () => {
    const data = new Uint8Array(4000).fill(0xff);
    const findings = found(ggufBytes({ tensors: [tensor('a', { dims: [10, 100], data })] }));
    expect(findings.map((f) => f.message)).toEqual([
      'expected a finite value of reasonable size, found NaN in element 0 of "a" (F32), and 999 more in the tensor',
    ]);
  });

  it('tells a reserved code of a scale from other NaN', () => {
    const file = parsed(fileOf(layout('NVFP4'), soundBlocks(layout('NVFP4'))), 'strict');
    const rules = (counts: readonly number[]): readonly string[] => {
      const firsts = counts.map((n) => (n > 0 ? 0 : Infinity));
      const tally = { bits: 0x38, nonZeros: 24, greatest: [0, 0, 0, 0], counts: [...counts], firsts };
      return numberFindings(file, [{ index: 0, tally, repeats: false }], 'strict').map(
        ({ rule, message }) => `${rule}: ${message}`,
      );
    };
    const where = 'in block 0 of "weight" (NVFP4)';
    expect(rules([1, 0, 0, 0])).toEqual([
      `numbers/reserved-scale: expected a finite scale of reasonable size, found a reserved code ${where}`,
    ]);
  });

  it('gives the weakness of the rule where it has one', () => {
    const f32 = layout('F32');
    const [nan] = found(fileOf(f32, withNumber(f32, f32.fields[0], 0, 0x7fc0_0000)));
    expect(nan).toMatchObject({ rule: 'numbers/nan-value', cwe: 'CWE-20' });
    const [zeros] = found(ggufBytes({ tensors: [tensor('a', { dims: [4, 2], data: new Uint8Array(32) })] }));
    expect(zeros?.rule).toBe('numbers/all-zero');
    expect(zeros).not.toHaveProperty('cwe');
  });

  it('takes zeros in what is a vector, however it is written, for less than zeros in a matrix', () => {
    const severity = (...dims: readonly number[]): string | undefined =>
      found(ggufBytes({ tensors: [tensor('a', { dims, data: new Uint8Array(32) })] }))[0]?.severity;
    expect(severity(4, 2)).toBe('warning');
    expect([severity(8), severity(8, 1), severity(1, 8), severity(1, 1, 8)]).toEqual(['note', 'note', 'note', 'note']);
  });

  it('says nothing of a tensor that is not there, or has no numbers', () => {
    const file = parsed(ggufBytes({ tensors: [tensor('a', { type: tensorType('I8'), dims: [32] })] }), 'strict');
    const tally = { bits: 0, nonZeros: 0, greatest: [0, 0, 0, 0], counts: [1, 1, 1, 1], firsts: [0, 0, 0, 0] };
    expect(
      numberFindings(
        file,
        [
          { index: 0, tally, repeats: false },
          { index: 1, tally, repeats: false },
        ],
        'strict',
      ),
    ).toEqual([]);
  });

  it('tells a hundred of a kind without a word of more', () => {
    const tensors = Array.from({ length: 100 }, (_, i) =>
      tensor(`t${String(i)}`, { data: new Uint8Array(32).fill(0xff) }),
    );
    expect(found(ggufBytes({ tensors })).map(({ rule }) => rule)).toEqual(Array(100).fill('numbers/nan-value'));
  });

  it('tells a hundred tensors of a kind, and how many more there are', () => {
    const tensors = Array.from({ length: 130 }, (_, i) =>
      tensor(`t${String(i)}`, { data: new Uint8Array(32).fill(0xff) }),
    );
    const findings = found(ggufBytes({ tensors }));
    expect([findings.length, findings.at(-1)]).toMatchObject([
      101,
      { rule: 'gguf/more-findings', severity: 'note', message: '30 more findings of numbers/nan-value' },
    ]);
  });

  it('tells subnormal scales once a file, with their number', () => {
    const q80 = layout('Q8_0');
    const data = withNumber(q80, q80.fields[0], 1, 1);
    const named = (name: string): ModelTensor => tensor(name, { type: q80.type, dims: [192], data });
    const tensors = [named('a'), named('b')].map((each) => ({
      ...each,
      data: Uint8Array.of(...data, ...new Uint8Array(0)),
    }));
    expect(found(ggufBytes({ tensors })).map((f) => f.message)).toEqual([
      'expected scales of normal size, found 2 subnormal in 2 of the tensors, the first in block 1 of "a" (Q8_0)',
    ]);
  });

  it('takes a vector of zeros for a bias that was never trained, and a matrix of zeros for lost data', () => {
    const zeros = (dims: readonly number[]): Uint8Array => ggufBytes({ tensors: [tensor('a', { dims })] });
    expect(found(zeros([8]))).toMatchObject([{ rule: 'numbers/all-zero', severity: 'note' }]);
    expect(found(zeros([4, 2]))).toMatchObject([{ rule: 'numbers/all-zero', severity: 'warning' }]);
  });

  it('says nothing of integers, whatever their bits are', () => {
    const integers = tensor('a', { type: tensorType('I32'), dims: [8], data: new Uint8Array(32).fill(0xff) });
    expect(found(ggufBytes({ tensors: [integers] }))).toEqual([]);
  });

  it('has a case for every rule', () => {
    const ruled = new Set<string>(
      [...NUMBER_CASES, ...EACH_VALUE_CASES, ...SMOKE_CASES, ...OUTLINED_CASES].map(({ rule }) => rule),
    );
    // It takes a model of megabytes: see smokeFindings.test.ts.
    expect(NUMBER_RULES.map(({ id }) => id).filter((id) => !ruled.has(id))).toEqual(['numbers/smoke-not-run']);
  });

  it('reads the numbers of a big-endian file as that file writes them', () => {
    const bytes = ggufBytes({
      littleEndian: false,
      tensors: [tensor('a', { data: bigEndianFloats([1, NaN, 3, 4, 5, 6, 7, 8]) })],
    });
    expect(found(bytes)).toMatchObject([
      { rule: 'numbers/nan-value', message: expect.stringContaining('element 1') as string },
    ]);
    const sound = ggufBytes({
      littleEndian: false,
      tensors: [tensor('a', { data: bigEndianFloats([1, 2, 3, 4, 5, 6, 7, 8]) })],
    });
    expect(found(sound)).toEqual([]);
  });
});

function bigEndianFloats(values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * values.length);
  values.forEach((value, i) => {
    new DataView(bytes.buffer).setFloat32(4 * i, value);
  });
  return bytes;
}
