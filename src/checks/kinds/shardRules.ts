/** Shards of one model, found by the name of the one that is checked. A name never leads out of its folder. */
import { readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { FleaError } from '../../core/errors.ts';
import { isAtLeast } from '../../core/finding.ts';
import { quoted } from '../../core/printable.ts';
import type { Limits } from '../../gguf/limits.ts';
import { getUint } from '../../gguf/metadata.ts';
import { parseGguf } from '../../gguf/parse.ts';
import { formatShardName, parseShardName, type ShardName } from '../../gguf/shards.ts';
import { openFileSource } from '../../gguf/source.ts';
import type { GgufFile, Profile, TensorInfo } from '../../gguf/types.ts';
import type { Findings } from '../../core/findings.ts';
import { irregularFile } from '../fileHygiene.ts';
import { checkCount, checkLaterKeys, checkNumbers, type Shard } from './shardKeys.ts';

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
export function joinShards(file: GgufFile, path: string, options: ShardOptions, findings: Findings): GgufFile | null {
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
  checkLaterKeys(files, findings);
  reportOthers(name, dirname(path), options, findings);
  return joined(files, findings);
}

/** Of the other shards the head is read, to judge the model as a whole: nobody has looked at their data unless they are named too. */
function reportOthers(name: ShardName, folder: string, { alsoJudged = [] }: ShardOptions, findings: Findings): void {
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

/** The shards that lie in the folder, which is read once: a name may claim 65,535 of them. */
function present(name: ShardName, folder: string, findings: Findings): readonly ShardName[] {
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
  findings: Findings,
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

function joined(shards: readonly Shard[], findings: Findings): GgufFile | null {
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

function reportTwice(tensor: string, owner: string | undefined, here: string, findings: Findings): void {
  if (owner === undefined) return;
  const message = `expected ${quoted(tensor)} in one shard, found it in ${quoted(owner)} and ${quoted(here)}`;
  findings.report('shard/duplicate-tensor', () => ({ message, path: `tensors[${quoted(tensor)}]` }));
}
