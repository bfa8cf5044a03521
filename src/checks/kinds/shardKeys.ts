/** What the keys of shards say: of their numbers, and in later shards what readers take from the first alone. */
import { quoted } from '../../core/printable.ts';
import { ARCHITECTURE_KEY } from '../../gguf/constants.ts';
import { getInt, getString, getUint } from '../../gguf/metadata.ts';
import { formatShardName, type ShardName } from '../../gguf/shards.ts';
import type { GgufArray, GgufFile, GgufValue } from '../../gguf/types.ts';
import type { Findings } from '../../core/findings.ts';

export interface Shard {
  readonly name: ShardName;
  readonly file: GgufFile;
}

/** Types as readers ask for them, of a file that is no shard too. */
export function checkSplitKeys({ metadata }: GgufFile, findings: Findings): void {
  for (const [key, type] of Object.entries(SPLIT_KEYS)) {
    const found = metadata.get(key)?.type;
    if (found === undefined || found === type) continue;
    const message = `${key}: expected ${type}, found ${found}`;
    findings.report('shard/inconsistent', () => ({ message, path: `metadata["${key}"]` }));
  }
}

const SPLIT_KEYS = { 'split.no': 'u16', 'split.count': 'u16', 'split.tensors.count': 'i32' } as const;

/** What a shard says of itself, against its file name. `split.no` counts from 0. */
export function checkNumbers(file: GgufFile, name: ShardName, findings: Findings): void {
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

/** `split.tensors.count` is the same in every shard: that of the whole model. */
export function checkCount(shards: readonly Shard[], total: number, findings: Findings): void {
  for (const { name, file } of shards) {
    const said = getInt(file.metadata, 'split.tensors.count');
    if (said === total) continue;
    const found = said === undefined ? 'none' : String(said);
    const message = `${quoted(formatShardName(name))}: expected split.tensors.count ${String(total)}, found ${found}`;
    findings.report('shard/tensor-count', () => ({ message, path: 'metadata["split.tensors.count"]' }));
  }
}

/** Splitters write a model's keys to the first shard, some to every one. What a later one says otherwise is not what runs. */
export function checkLaterKeys([first, ...later]: readonly Shard[], findings: Findings): void {
  if (!first) return;
  for (const shard of later) {
    checkArchitecture(shard, getString(first.file.metadata, ARCHITECTURE_KEY), findings);
    reportOther(shard, first, findings);
  }
}

function checkArchitecture({ name, file }: Shard, expected: string | undefined, findings: Findings): void {
  const architecture = getString(file.metadata, ARCHITECTURE_KEY);
  if (architecture === undefined || architecture === expected) return;
  const message = `${quoted(formatShardName(name))}: expected the architecture of the first shard, found ${quoted(architecture)}`;
  findings.report('shard/inconsistent', () => ({ message, path: `metadata["${ARCHITECTURE_KEY}"]` }));
}

/** Keys that each shard has of its own. */
const OF_EACH: ReadonlySet<string> = new Set([ARCHITECTURE_KEY, 'general.alignment']);

function reportOther({ name, file }: Shard, first: Shard, findings: Findings): void {
  const others = [...file.metadata].filter(
    ([key, value]) => !OF_EACH.has(key) && !key.startsWith('split.') && !isSame(value, first.file.metadata.get(key)),
  );
  const [[key] = []] = others;
  if (key === undefined) return;
  const rest = others.length === 1 ? '' : ` and ${String(others.length - 1)} more`;
  const message = `${quoted(formatShardName(name))}: expected keys as the first shard has them, found another ${quoted(key)}${rest}`;
  findings.report('shard/key-ignored', () => ({ message, path: `metadata[${quoted(key)}]` }));
}

function isSame(a: GgufValue, b: GgufValue | undefined): boolean {
  if (a.type !== b?.type) return false;
  return a.type === 'array' ? isSameArray(a, b as GgufArray) : Object.is(a.value, (b as typeof a).value);
}

function isSameArray(a: GgufArray, b: GgufArray): boolean {
  if (a.elementType !== b.elementType || a.length !== b.length) return false;
  const others: Iterator<unknown> = b.values();
  for (const one of a.values()) {
    const other = others.next().value as typeof one;
    const same = typeof one === 'object' ? isSameArray(one, other as GgufArray) : Object.is(one, other);
    if (!same) return false;
  }
  return true;
}
