/** Shards of one model, found by the name of the one that is checked. A name never leads out of its folder. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FleaError } from '../../core/errors.ts';
import { isAtLeast } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { Limits } from '../../gguf/limits.ts';
import { ARCHITECTURE_KEY } from '../../gguf/constants.ts';
import { getInt, getString, getUint } from '../../gguf/metadata.ts';
import { parseGguf } from '../../gguf/parse.ts';
import { formatShardName, parseShardName, type ShardName } from '../../gguf/shards.ts';
import { openFileSource } from '../../gguf/source.ts';
import type { GgufFile, Profile, TensorInfo } from '../../gguf/types.ts';
import type { ModelFindings } from '../../model/findings.ts';
import { irregularFile } from '../fileHygiene.ts';

export interface ShardOptions {
  readonly profile: Profile;
  readonly limits: Partial<Limits>;
  /** Absolute paths of the files that are judged in the same run: another shard among them has a report of its own. */
  readonly alsoJudged?: readonly string[];
}

/** True for a file that says it is one of several. */
export function isShard({ metadata }: GgufFile): boolean {
  const count = getUint(metadata, 'split.count');
  return count === undefined ? metadata.has('split.no') || metadata.has('split.count') : count > 1;
}

/**
 * The whole model that `file` at `path` is a shard of: metadata of the first shard, tensors of all. Null, with findings, where the
 * others are not there or do not fit.
 */
export function joinShards(
  file: GgufFile,
  path: string,
  options: ShardOptions,
  findings: ModelFindings,
): GgufFile | null {
  const name = parseShardName(basename(path));
  if (!name) {
    const message = `expected NAME-00001-of-00002.gguf, found ${quoted(basename(path))}`;
    findings.report('shard/file-name', () => ({ message, path: 'metadata["split.count"]' }));
    return null;
  }
  checkNumbers(file, name, findings);
  const files = [];
  for (const other of present(name, dirname(path), findings)) {
    const opened = other.index === name.index ? file : openShard(other, dirname(path), options, findings);
    if (opened && opened !== file) checkNumbers(opened, other, findings);
    if (opened) files.push({ name: other, file: opened });
  }
  if (files.length < name.count) return null;
  checkArchitectures(files, findings);
  reportOthers(name, dirname(path), options, findings);
  return joined(files, findings);
}

/** Of the other shards the head is read, to judge the model as a whole: nobody has looked at their data unless they are named too. */
function reportOthers(
  name: ShardName,
  folder: string,
  { alsoJudged = [] }: ShardOptions,
  findings: ModelFindings,
): void {
  const judged = new Set(alsoJudged);
  const others = Array.from({ length: name.count }, (_, i) => formatShardName({ ...name, index: i + 1 })).filter(
    (other, i) => i + 1 !== name.index && !judged.has(resolve(folder, other)),
  );
  const [first] = others;
  if (first === undefined) return;
  const rest = others.length === 1 ? '' : ` and ${String(others.length - 1)} more`;
  const message = `expected all ${String(name.count)} shards to be named, found only the keys and tensor table of ${quoted(first)}${rest} judged: neither numbers nor hidden data`;
  findings.report('shard/not-judged', () => ({ message, path: 'metadata["split.count"]' }));
}

/** Types as readers ask for them, of a file that is no shard too. */
export function checkSplitKeys({ metadata }: GgufFile, findings: ModelFindings): void {
  for (const [key, type] of Object.entries(SPLIT_KEYS)) {
    const found = metadata.get(key)?.type;
    if (found === undefined || found === type) continue;
    const message = `${key}: expected ${type}, found ${found}`;
    findings.report('shard/inconsistent', () => ({ message, path: `metadata["${key}"]` }));
  }
}

const SPLIT_KEYS = { 'split.no': 'u16', 'split.count': 'u16', 'split.tensors.count': 'i32' } as const;

/** Splitters write the architecture to the first shard; a later one that names another is judged as what it is not. */
function checkArchitectures(shards: readonly Shard[], findings: ModelFindings): void {
  const [first, ...later] = shards.map(({ name, file }) => [name, getString(file.metadata, ARCHITECTURE_KEY)] as const);
  for (const [name, architecture] of later) {
    if (architecture === undefined || architecture === first?.[1]) continue;
    const message = `${quoted(formatShardName(name))}: expected the architecture of the first shard, found ${quoted(architecture)}`;
    findings.report('shard/inconsistent', () => ({ message, path: `metadata["${ARCHITECTURE_KEY}"]` }));
  }
}

/** What a shard says of itself, against its file name. `split.no` counts from 0. */
function checkNumbers(file: GgufFile, name: ShardName, findings: ModelFindings): void {
  const { metadata } = file;
  checkSplitKeys(file, findings);
  const expected: readonly (readonly [string, number])[] = [
    ['split.no', name.index - 1],
    ['split.count', name.count],
  ];
  for (const [key, value] of expected) {
    const found = getUint(metadata, key);
    if (found === value) continue;
    const what = found === undefined ? 'none' : String(found);
    const message = `${key}: expected u16 ${String(value)} by the name ${quoted(formatShardName(name))}, found ${what}`;
    findings.report('shard/inconsistent', () => ({ message, path: `metadata["${key}"]` }));
  }
}

/** The shards that lie in the folder, which is read once: a name may claim 65,535 of them. */
function present(name: ShardName, folder: string, findings: ModelFindings): readonly ShardName[] {
  const entries = new Set(readdirSync(folder));
  const all = Array.from({ length: name.count }, (_, i): ShardName => ({ ...name, index: i + 1 }));
  return all.filter((shard) => {
    const file = formatShardName(shard);
    if (entries.has(file)) return true;
    const message = `expected ${quoted(file)} beside this file, found none`;
    findings.report('shard/missing', () => ({ message, path: 'metadata["split.count"]' }));
    return false;
  });
}

function openShard(
  shard: ShardName,
  folder: string,
  { profile, limits }: ShardOptions,
  findings: ModelFindings,
): GgufFile | null {
  const file = formatShardName(shard);
  const fail = (reason: string): null => {
    findings.report('shard/unreadable', () => ({ message: `${quoted(file)}: ${reason}`, path: file }));
    return null;
  };
  const irregular = irregularFile(join(folder, file));
  if (irregular) return fail(irregular.message);
  try {
    const source = openFileSource(join(folder, file));
    try {
      const parsed = parseGguf(source, { profile, limits });
      const error = parsed.findings.find(({ severity }) => isAtLeast(severity, 'error'));
      return error ? fail(`${error.rule}: ${error.message}`) : parsed.file;
    } finally {
      source.close();
    }
  } catch (error) {
    if (!(error instanceof FleaError)) throw error;
    return fail(error.message);
  }
}

interface Shard {
  readonly name: ShardName;
  readonly file: GgufFile;
}

function joined(shards: readonly Shard[], findings: ModelFindings): GgufFile | null {
  const [first] = shards;
  if (!first) return null;
  const owners = new Map<string, string>();
  const tensors: TensorInfo[] = [];
  for (const { name, file } of shards) {
    for (const tensor of file.tensors) {
      reportTwice(tensor.name, owners.get(tensor.name), formatShardName(name), findings);
      owners.set(tensor.name, formatShardName(name));
      tensors.push({ ...tensor, index: tensors.length });
    }
  }
  checkCount(shards, tensors.length, findings);
  return { ...first.file, tensors, tensorsByName: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

function reportTwice(tensor: string, owner: string | undefined, here: string, findings: ModelFindings): void {
  if (owner === undefined) return;
  const message = `expected ${quoted(tensor)} in one shard, found it in ${quoted(owner)} and ${quoted(here)}`;
  findings.report('shard/duplicate-tensor', () => ({ message, path: `tensors[${quoted(tensor)}]` }));
}

/** `split.tensors.count` is the same in every shard: that of the whole model. */
function checkCount(shards: readonly Shard[], total: number, findings: ModelFindings): void {
  for (const { name, file } of shards) {
    const said = getInt(file.metadata, 'split.tensors.count');
    if (said === total) continue;
    const found = said === undefined ? 'none' : String(said);
    const message = `${quoted(formatShardName(name))}: expected split.tensors.count ${String(total)}, found ${found}`;
    findings.report('shard/tensor-count', () => ({ message, path: 'metadata["split.tensors.count"]' }));
  }
}
