/**
 * Writes the corpus: `hostile/` and `good/`, their manifest, and what the gate finds in the hostile ones; byte-identical on every run.
 *
 *   npm run corpus [-- FOLDER]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCorpus, type CorpusEntry } from '../src/checks/corpus.ts';
import { RULES } from '../src/checks/rules.ts';
import { tinyLlama } from '../src/generate/tinyLlama.ts';
import { writeGguf } from '../src/gguf/write.ts';
import { RULE_CASES } from './containerCases.ts';
import { FINDINGS_FILE, findingsText } from './findings.ts';
import { HIDDEN_CASES } from './hiddenCases.ts';
import { KIND_CASES } from './kindCases.ts';
import { HYPER_CASES, HYPER_GOOD } from './hyperCases.ts';
import { MODEL_CASES, SOUND_MODEL } from './modelCases.ts';
import { EACH_VALUE_CASES, NUMBER_CASES } from './numbersCases.ts';
import { OUTLINED_CASES } from './outlinedCases.ts';
import type { PairCase } from './pairCase.ts';
import { CUT_AND_FOREIGN_CASES, READ_ON_FILES } from './readOnCases.ts';
import { SHARD_SETS, SOUND_SHARDS, type ShardSet } from './shardSets.ts';
import { SMOKE_CASES } from './smokeCases.ts';
import { SOUND_PROJECTORS } from './projectorCases.ts';
import { READER_CASES, READER_GOOD } from './readerCases.ts';
import { TEMPLATE_CASES } from './templateCases.ts';
import { TEMPLATE_PLACE_CASES } from './templatePlaceCases.ts';
import { TEMPLATE_TEXT_CASES } from './templateTextCases.ts';
import { TEXT_CASES } from './textCases.ts';
import { TOKENIZER_CASES } from './tokenizerCases.ts';

/** A larger file would not be reviewed, and bloats every clone. */
const MAX_BYTES = 128 << 10;

/** By the flag that their entries have. */
const PAIRS: Readonly<Record<string, readonly PairCase[]>> = {
  tokenizer: TOKENIZER_CASES,
  hidden: HIDDEN_CASES,
  template: [...TEMPLATE_CASES, ...TEMPLATE_PLACE_CASES, ...TEMPLATE_TEXT_CASES],
  kind: KIND_CASES,
  numbers: [...NUMBER_CASES, ...EACH_VALUE_CASES],
  texts: TEXT_CASES,
  'read-on': [...READ_ON_FILES, ...CUT_AND_FOREIGN_CASES],
  smoke: SMOKE_CASES,
  outlined: OUTLINED_CASES,
};

interface File {
  readonly entry: Omit<CorpusEntry, 'sha256'>;
  readonly bytes: Uint8Array;
}

/** Every file of the corpus, in the order of the manifest. */
export function corpusFiles(): readonly File[] {
  const pairs = Object.entries(PAIRS).flatMap(([flag, cases]) => pairFiles(cases, flag));
  const shards = [...SHARD_SETS.flatMap(shardFiles), ...soundShards()];
  return [...containerFiles(), ...modelFiles(), ...pairs, ...shards, ...soundFiles()].filter(({ bytes }) => bytes.length <= MAX_BYTES);
}

function containerFiles(): readonly File[] {
  const usable = RULE_CASES.filter(({ severity, bad }) => severity[0] !== 'ok' && !bad.limits);
  return usable.flatMap(({ rule, severity, name, bad, good }) => {
    const stem = `${slug(rule)}--${slug(name)}`;
    const common = { rule, severity: severity[0] as CorpusEntry['severity'], flags: ['container'] };
    const why = RULES.get(rule)?.why ?? '';
    return [
      { entry: { path: `hostile/${stem}.gguf`, result: 'invalid' as const, comment: why, ...common }, bytes: bad.bytes },
      { entry: { path: `good/${stem}.gguf`, result: 'valid' as const, comment: `the twin of hostile/${stem}.gguf`, ...common }, bytes: good.bytes },
    ];
  });
}

function modelFiles(): readonly File[] {
  return [...MODEL_CASES, ...HYPER_CASES, ...READER_CASES].map(({ rule, severity, name, bytes, comment }) => ({
    entry: { path: `hostile/${slug(rule)}--${slug(name)}.gguf`, result: 'invalid', rule, severity, comment, flags: ['model'] },
    bytes,
  }));
}

/** A hostile file and its near-identical good twin. */
function pairFiles(cases: readonly PairCase[], flag: string): readonly File[] {
  return cases.flatMap(({ rule, severity, name, comment, bad, good }): readonly File[] => {
    const stem = `${slug(rule)}--${slug(name)}`;
    const common = { rule, severity, flags: [flag] };
    return [
      { entry: { path: `hostile/${stem}.gguf`, result: 'invalid', comment, ...common }, bytes: bad },
      { entry: { path: `good/${stem}.gguf`, result: 'valid', comment: `the twin of hostile/${stem}.gguf`, ...common }, bytes: good },
    ];
  });
}

/** Shards find each other by name: every set has a folder of its own. */
function shardFiles({ rule, name, comment, files }: ShardSet): readonly File[] {
  const folder = `hostile/${slug(rule)}--${slug(name)}`;
  return files.map(({ name: file, bytes, rule: own = rule, severity = 'error' }) => ({
    entry: { path: `${folder}/${file}`, result: 'invalid', rule: own, severity, comment, flags: ['shard'] },
    bytes,
  }));
}

/** The twin of every set. */
function soundShards(): readonly File[] {
  return Object.entries(SOUND_SHARDS).flatMap(([folder, files]) => files.map((file) => soundShard(folder, file)));
}

function soundShard(folder: string, { name, bytes }: ShardSet['files'][number]): File {
  return {
    entry: { path: `good/${folder}/${name}`, result: 'valid', rule: 'shard/missing', severity: 'error', comment: 'one of two shards that fit', flags: ['shard'] },
    bytes,
  };
}

/** The twin of every model case, and one sound model of each matrix type. */
function soundFiles(): readonly File[] {
  const sound = (name: string, bytes: Uint8Array): File => ({
    entry: { path: `good/${name}.gguf`, result: 'valid', rule: 'model/key-range', severity: 'error', comment: 'a whole model that runs', flags: ['model'] },
    bytes,
  });
  const types = ['F32', 'F16', 'Q4_1', 'Q8_0'].map((matrixType) => sound(`tiny-llama-${slug(matrixType)}`, writeGguf(tinyLlama({ matrixType, nLayer: 1, nFf: 32 }))));
  const hyper = Object.entries({ ...HYPER_GOOD, ...READER_GOOD }).map(([name, bytes]) => sound(name, bytes));
  const projectors = Object.entries(SOUND_PROJECTORS).map(([name, bytes]) => sound(slug(name), bytes));
  return [sound('tiny-llama', SOUND_MODEL), ...types, ...hyper, ...projectors];
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

function writeCorpus(directory: string): number {
  for (const folder of ['hostile', 'good']) rmSync(join(directory, folder), { recursive: true, force: true });
  const files = corpusFiles().map(({ entry, bytes }) => {
    const path = join(directory, entry.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
    return { ...entry, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  writeFileSync(join(directory, 'manifest.json'), `${JSON.stringify({ schema: 'flea-flicker/corpus@1', files }, null, 1)}\n`);
  return files.length;
}

const self = fileURLToPath(import.meta.url);
if (process.argv[1] === self) {
  const directory = process.argv[2] ?? join(process.cwd(), 'corpus');
  const count = writeCorpus(directory);
  writeFileSync(join(directory, FINDINGS_FILE), await findingsText(directory, readCorpus(directory)));
  process.stdout.write(`${String(count)} files written to ${directory}, and what is found in them\n`);
}
