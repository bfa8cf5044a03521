import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KIND_CASES } from '../../../corpus/kindCases.ts';
import { ggufBytes, tensor, text } from '../../../corpus/ggufBytes.ts';
import { SHARD_SETS } from '../../../corpus/shardSets.ts';
import { SMOKE_CASES } from '../../../corpus/smokeCases.ts';
import { checkFile, type CheckOptions } from '../../../src/checks/checkFile.ts';
import type { FileReport } from '../../../src/report/report.ts';
import { kindOf } from '../../../src/checks/kinds/kindOf.ts';
import { KIND_RULES } from '../../../src/checks/kinds/kindRules.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource, openFileSource } from '../../../src/gguf/source.ts';
import { toModel, type GgufModel, type ModelTensor } from '../../../src/gguf/model.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { temporaryFolder } from '../../support/cli.ts';

const folder = temporaryFolder();

async function reportOf(path: string, more: Pick<CheckOptions, 'alsoJudged' | 'smoke'> = {}): Promise<FileReport> {
  const source = openFileSource(path);
  try {
    const options = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set<string>() } as const;
    return await checkFile(source, { ...options, ...more });
  } finally {
    source.close();
  }
}

async function findingsOf(path: string): Promise<readonly Finding[]> {
  return (await reportOf(path)).findings;
}

/** Writes the files into a folder of their own and gives their paths. */
function written(name: string, files: Readonly<Record<string, Uint8Array>>): readonly string[] {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  return Object.entries(files).map(([file, bytes]) => {
    writeFileSync(join(place, file), bytes);
    return join(place, file);
  });
}

function modelOf(bytes: Uint8Array): GgufModel {
  const source = bufferSource(bytes);
  return toModel(parseGguf(source).file!, source);
}

/** A model in two shards: metadata and half of the tensors, then the rest. */
function halves(
  model: GgufModel,
  tensors: readonly ModelTensor[] = [...model.tensors],
  inFirst = tensors.length >> 1,
): Record<string, Uint8Array> {
  const numbers = (no: number): GgufModel['metadata'] => [
    ['split.no', { type: 'u16', value: no }],
    ['split.count', { type: 'u16', value: 2 }],
    ['split.tensors.count', { type: 'i32', value: tensors.length }],
  ];
  return {
    'm-00001-of-00002.gguf': writeGguf({
      ...model,
      metadata: [...model.metadata, ...numbers(0)],
      tensors: tensors.slice(0, inFirst),
    }),
    'm-00002-of-00002.gguf': writeGguf({ metadata: [...numbers(1)], tensors: tensors.slice(inFirst) }),
  };
}

describe('kinds of files', () => {
  it('are told by what they say they are', () => {
    const of = (...metadata: GgufModel['metadata'][number][]): string =>
      kindOf(parseGguf(bufferSource(ggufBytes({ metadata }))).file!);
    expect(of(['general.architecture', text('llama')])).toBe('model');
    expect(of(['general.architecture', text('llama')], ['general.type', text('adapter')])).toBe('adapter');
    expect(of(['general.architecture', text('clip')])).toBe('projector');
    expect(of(['general.architecture', text('controlvector')])).toBe('control-vector');
    expect(of(['general.architecture', text('x')], ['general.type', text('imatrix')])).toBe('importance-matrix');
    const direction = ggufBytes({ tensors: [tensor('direction.1')] });
    expect(kindOf(parseGguf(bufferSource(direction)).file!)).toBe('control-vector');
  });

  it('have a hostile file for each of their rules', () => {
    const fired = new Set<string>([...KIND_CASES, ...SHARD_SETS].map(({ rule }) => rule));
    for (const { files } of SHARD_SETS) for (const { rule } of files) if (rule !== undefined) fired.add(rule);
    expect(KIND_RULES.map(({ id }) => id).filter((id) => !fired.has(id))).toEqual([]);
  });
});

describe('an adapter', () => {
  it('may have the pair of the token embedding the other way round', async () => {
    const zeros = (name: string, dims: readonly number[]): ModelTensor =>
      tensor(name, { dims, data: new Uint8Array(4 * dims.reduce((a, b) => a * b, 1)) });
    const metadata: GgufModel['metadata'] = [
      ['general.architecture', text('llama')],
      ['general.type', text('adapter')],
      ['adapter.type', text('lora')],
    ];
    const tensors = [zeros('token_embd.weight.lora_a', [8, 64]), zeros('token_embd.weight.lora_b', [8, 32])];
    const [path] = written('lora', { 'a.gguf': ggufBytes({ metadata, tensors }) });
    expect((await findingsOf(path!)).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('a model in shards', () => {
  it('is checked whole, whichever shard is named', async () => {
    for (const path of written('whole', halves(tinyLlama()))) {
      expect((await findingsOf(path)).filter(({ severity }) => severity === 'error')).toEqual([]);
    }
  });

  it('says that the data of the other was not judged, unless it is named too', async () => {
    const paths = written('alone', halves(tinyLlama()));
    for (const path of paths) {
      const report = await reportOf(path);
      expect(report.findings.map(({ rule }) => rule)).toContain('shard/not-judged');
      expect(report.coverage.find(({ surface }) => surface === 'shards')).toMatchObject({ state: 'partly' });
      expect(report.verdict).toBe('pass');
      const together = await reportOf(path, { alsoJudged: paths });
      expect(together.findings.map(({ rule }) => rule)).not.toContain('shard/not-judged');
      expect(together.coverage.find(({ surface }) => surface === 'shards')).toEqual({
        surface: 'shards',
        state: 'examined',
      });
    }
  });

  const ofNumbers = (findings: readonly Finding[]): readonly string[] =>
    findings.map(({ rule }) => rule).filter((rule) => rule.startsWith('numbers/'));

  it('is tried whole, which is said of the first shard alone', async () => {
    const { good, bad } = SMOKE_CASES.find(({ rule }) => rule === 'numbers/smoke-non-finite')!;
    const [first, second] = written('tried', halves(modelOf(bad)));
    expect(ofNumbers(await findingsOf(first!))).toEqual(['numbers/smoke-non-finite']);
    expect(ofNumbers(await findingsOf(second!))).toEqual([]);
    for (const path of written('tried-sound', halves(modelOf(good))))
      expect(ofNumbers(await findingsOf(path))).toEqual([]);
  });

  it('is tried where the first shard has keys and no tensors', async () => {
    const { bad } = SMOKE_CASES.find(({ rule }) => rule === 'numbers/smoke-non-finite')!;
    const [first] = written('keys-alone', halves(modelOf(bad), undefined, 0));
    expect(ofNumbers(await findingsOf(first!))).toEqual(['numbers/smoke-non-finite']);
  });

  it('has numbers that were examined in part where it could not be tried though asked to', async () => {
    const model = tinyLlama();
    const metadata = model.metadata.map(([key, value]) =>
      key === 'general.architecture' ? ([key, text('nobody')] as const) : ([key, value] as const),
    );
    const [path] = written('untried', { 'm.gguf': writeGguf({ ...model, metadata }) });
    const { coverage } = await reportOf(path!, { smoke: true });
    expect(coverage.find(({ surface }) => surface === 'numbers')).toMatchObject({ state: 'partly' });
  });

  it('misses a tensor that is in no shard', async () => {
    const model = tinyLlama();
    const some = [...model.tensors].slice(0, -1);
    for (const path of written('misses', halves(model, some))) {
      expect((await findingsOf(path)).map(({ rule }) => rule)).toContain('model/tensor-missing');
    }
  });
});
