import { describe, expect, it } from 'vitest';
import { eachValueFindings, eachValueRanges } from '../../../../src/checks/numbers/eachValue.ts';
import { outlinedModel } from '../../../../src/generate/outlined/outlinedModel.ts';
import { OUTLINED_MODELS } from '../../../../src/generate/outlined/outlinedModels.ts';
import type { GgufModel } from '../../../../src/gguf/model.ts';
import type { Metadata } from '../../../../src/gguf/metadata.ts';
import { parseGguf } from '../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { tensorType } from '../../../../src/gguf/tensorTypes.ts';
import type { GgufValue } from '../../../../src/gguf/types.ts';
import { writeGguf } from '../../../../src/gguf/write.ts';
import { idTableOf } from '../../../../src/model/arch/idTables.ts';
import { checkBytes } from '../../../support/checkBytes.ts';

/** A tiny model with a table of ids, how long the table is, and where its ids end. */
const MODELS = OUTLINED_MODELS.flatMap((form) => {
  const model = outlinedModel(form);
  const tables = model.tensors.filter(({ name }) => idTableOf(String(name)));
  return tables.map(({ name }) => ({ form: form.name, table: String(name), model }));
});
const SOUND = MODELS.map((each) => [`${each.form}: ${each.table}`, each] as const);

/** The id `change` makes of the bound, written as the last of `table`. */
function withLast(model: GgufModel, table: string, change: (below: bigint) => bigint): Uint8Array {
  const { metadata } = parseGguf(bufferSource(writeGguf(model))).content!;
  const id = change(BigInt(idTableOf(table)!.below(metadata)!));
  const tensors = model.tensors.map((tensor) => {
    if (tensor.name !== table) return tensor;
    const data = Uint8Array.from(tensor.data as Uint8Array);
    const view = new DataView(data.buffer);
    if (tensor.type === tensorType('I32')) view.setInt32(data.length - 4, Number(id), true);
    else view.setBigInt64(data.length - 8, id, true);
    return { ...tensor, data };
  });
  return writeGguf({ ...model, tensors });
}

function withFloats(model: GgufModel, name: string, change: (value: number, i: number) => number): GgufModel {
  const tensors = model.tensors.map((tensor) => {
    if (tensor.name !== name) return tensor;
    const values = new Float32Array(Uint8Array.from(tensor.data as Uint8Array).buffer);
    return { ...tensor, data: new Uint8Array(values.map(change).buffer) };
  });
  return { ...model, tensors };
}

function keysOf(architecture: string): Metadata {
  return new Map<string, GgufValue>([
    ['general.architecture', { type: 'string', value: architecture, bytes: Buffer.from(architecture) }],
    [`${architecture}.vocab_size`, { type: 'u32', value: 8 }],
  ]);
}

const rulesOf = async (bytes: Uint8Array): Promise<readonly string[]> =>
  (await checkBytes(bytes)).findings.flatMap(({ rule, severity }) => (severity === 'error' ? [rule] : []));

describe('tables of ids', () => {
  it('tokens of a draft and experts of a token are among the tiny models', () => {
    expect(new Set(MODELS.map(({ table }) => table))).toEqual(new Set(['d2t', 'blk.0.ffn_gate_tid2eid.weight']));
  });

  it.each(SOUND)('%s is sound up to the last id there is', async (_, { model, table }) => {
    expect(await rulesOf(withLast(model, table, (below) => below - 1n))).toEqual([]);
  });

  it.each(SOUND)('%s is refused with the first id that there is not, and with a negative one', async (_, each) => {
    for (const change of [(below: bigint) => below, () => -1n, () => 0x7fff_ffffn])
      expect(await rulesOf(withLast(each.model, each.table, change))).toEqual(['numbers/id-range']);
  });

  it('the finding names the element and its bytes', async () => {
    const { model, table } = MODELS.find((each) => each.table === 'd2t')!;
    const bytes = withLast(model, table, () => 1n << 40n);
    const { findings } = await checkBytes(bytes);
    const { fileOffset, bytes: length } = parseGguf(bufferSource(bytes)).content!.tensorsByName.get('d2t')!;
    expect(findings.find(({ rule }) => rule === 'numbers/id-range')).toMatchObject({
      message: '"d2t": expected ids from 0 to 257, found 1099511627776 as element 39',
      offset: fileOffset + length - 8,
      length: 8,
    });
  });

  it('tables that would fill the memory are refused, not read', () => {
    const tensor = {
      index: 0,
      name: 'd2t',
      dims: [1 << 25],
      type: tensorType('I64'),
      offset: 0,
      fileOffset: 0,
      bytes: 1 << 28,
    };
    expect(eachValueRanges([tensor])).toEqual([]);
    const file = { tensors: [tensor], metadata: keysOf('eagle3'), littleEndian: true };
    expect(eachValueFindings(bufferSource(new Uint8Array(0)), file, 'compat')).toMatchObject([
      { rule: 'numbers/id-range', severity: 'error' },
    ]);
  });

  it('left out with the other numbers', async () => {
    const { model, table } = MODELS[0]!;
    const { findings } = await checkBytes(
      withLast(model, table, () => -1n),
      { numbers: false },
    );
    expect(findings.map(({ rule }) => rule)).not.toContain('numbers/id-range');
  });
});

describe('decays', () => {
  const withDecay = (form: string, value: number): Uint8Array => {
    const model = outlinedModel(OUTLINED_MODELS.find(({ name }) => name === form)!);
    return writeGguf(withFloats(model, 'blk.0.ssm_a', (v, i) => (i === 3 ? value : v)));
  };

  it('up to 0 are sound, above it are refused', async () => {
    expect(await rulesOf(withDecay('mamba-plain', 0))).toEqual([]);
    expect(await rulesOf(withDecay('mamba-plain', 1e-6))).toEqual(['numbers/growing-state']);
  });

  it('NaN is said once, by the rule on it', async () => {
    expect(await rulesOf(withDecay('mamba-plain', NaN))).toEqual(['numbers/nan-value']);
  });

  it('are read to the end of a large tensor', () => {
    const values = new Float32Array(700_000).fill(-1).fill(0.5, 699_999);
    const tensor = {
      index: 0,
      name: 'blk.0.ssm_a',
      dims: [700_000],
      type: tensorType('F32'),
      offset: 0,
      fileOffset: 0,
      bytes: 2_800_000,
    };
    const file = { tensors: [tensor], metadata: keysOf('mamba'), littleEndian: true };
    expect(eachValueFindings(bufferSource(new Uint8Array(values.buffer)), file, 'strict')).toMatchObject([
      { rule: 'numbers/growing-state', offset: 2_799_996, length: 4 },
    ]);
  });

  it('are told of a hundred tensors, and of the rest their number', () => {
    const tensors = Array.from({ length: 150 }, (_, index) => ({
      index,
      name: `blk.${String(index)}.ssm_a`,
      dims: [1],
      type: tensorType('F32'),
      offset: 4 * index,
      fileOffset: 4 * index,
      bytes: 4,
    }));
    const source = bufferSource(new Uint8Array(new Float32Array(150).fill(1).buffer));
    const findings = eachValueFindings(source, { tensors, metadata: keysOf('mamba'), littleEndian: true }, 'strict');
    expect([findings.length, findings.at(-1)!.rule]).toEqual([101, 'gguf/more-findings']);
    expect(findings.at(-1)!.message).toMatch(/^50 more/);
  });

  it('may have any sign where a sigmoid bounds them', () => {
    const tensor = {
      index: 0,
      name: 'blk.0.ssm_a',
      dims: [1],
      type: tensorType('F32'),
      offset: 0,
      fileOffset: 0,
      bytes: 4,
    };
    const judged = (architecture: string): number => {
      const metadata = keysOf(architecture);
      const source = bufferSource(new Uint8Array(Float32Array.of(1).buffer));
      return eachValueFindings(source, { tensors: [tensor], metadata, littleEndian: true }, 'strict').length;
    };
    expect([judged('bailingmoe3'), judged('kimi-linear')]).toEqual([0, 1]);
  });
});

describe('divisors', () => {
  const changed = (form: string, tensor: string, change: (value: number, i: number) => number): Uint8Array =>
    writeGguf(withFloats(outlinedModel(OUTLINED_MODELS.find(({ name }) => name === form)!), tensor, change));

  it('weights that make one of them zero are refused: all of them, or a slice', async () => {
    for (const name of ['altup_proj.weight', 'altup_unembd_proj.weight', 'token_embd.weight'])
      expect(await rulesOf(changed('gemma3n-dense', name, () => 0))).toEqual(['numbers/zero-divisor']);
    const model = outlinedModel(OUTLINED_MODELS.find(({ name }) => name === 'gemma3n-dense')!);
    const { dims } = model.tensors.find(({ name }) => name === 'altup_proj.weight')!;
    const slice = Number(dims[0]) * Number(dims[1]);
    const zeroed = changed('gemma3n-dense', 'altup_proj.weight', (v, i) => (i < slice ? 0 : v));
    expect(await rulesOf(zeroed)).toEqual(['numbers/zero-divisor']);
  });

  it('the same zeros in another architecture are no error', async () => {
    expect(await rulesOf(changed('mamba-plain', 'token_embd.weight', () => 0))).toEqual([]);
  });

  it('scales that activations are divided by are judged one by one', () => {
    const values = new Float32Array(9000).fill(1).fill(0, 8999);
    const tensor = {
      index: 0,
      name: 'blk.0.ffn.act.scales',
      dims: [9000],
      type: tensorType('F32'),
      offset: 0,
      fileOffset: 0,
      bytes: 36_000,
    };
    const source = bufferSource(new Uint8Array(values.buffer));
    expect(
      eachValueFindings(source, { tensors: [tensor], metadata: new Map(), littleEndian: true }, 'strict'),
    ).toMatchObject([{ rule: 'numbers/zero-divisor', offset: 35_996 }]);
  });
});
