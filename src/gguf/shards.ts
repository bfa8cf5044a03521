/**
 * Names of the shards of one model: `NAME-00001-of-00003.gguf`, as llama.cpp's `gguf-split` writes and reads them. Pure functions over
 * file names: a name never leads out of its folder.
 */
export interface ShardName {
  /** What comes before the numbers. No path: neither empty, nor `.` or `..`, no separator, no NUL. */
  readonly prefix: string;
  /** From 1, as in the name; `split.no` in the file counts from 0. */
  readonly index: number;
  readonly count: number;
}

/** Five digits hold no more, and `split.count` is a u16. */
const MAX_SHARDS = 65_535;

const PATTERN = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/su;

/** Both separators, on every platform: a name that is harmless here may be opened elsewhere. */
const UNSAFE_PREFIX = /[/\\\0:]/;

/** The parts of a shard's file name, or null when it is not one: another form, 0 or more than `count` as its number, or a path. */
export function parseShardName(fileName: string): ShardName | null {
  const match = PATTERN.exec(fileName);
  if (!match) return null;
  const [, prefix = '', index, count] = match;
  const name = { prefix, index: Number(index), count: Number(count) };
  return isValid(name) ? name : null;
}

/** The file name of a shard. Throws RangeError on a prefix that is a path and on numbers out of range. */
export function formatShardName(name: ShardName): string {
  if (!isValid(name)) {
    const { prefix, index, count } = name;
    const found = `${JSON.stringify(prefix)}, ${String(index)} of ${String(count)}`;
    throw new RangeError(`expected a plain file name and 1 <= index <= count <= ${String(MAX_SHARDS)}, found ${found}`);
  }
  return `${name.prefix}-${fiveDigits(name.index)}-of-${fiveDigits(name.count)}.gguf`;
}

/** File names of all shards of the model that `name` is one of, in order. */
export function shardSet(name: ShardName): string[] {
  return Array.from({ length: name.count }, (_, i) => formatShardName({ ...name, index: i + 1 }));
}

function isValid({ prefix, index, count }: ShardName): boolean {
  const plain = prefix !== '' && prefix !== '.' && prefix !== '..' && !UNSAFE_PREFIX.test(prefix);
  const counted = Number.isInteger(index) && Number.isInteger(count) && index >= 1 && index <= count;
  return plain && counted && count <= MAX_SHARDS;
}

function fiveDigits(value: number): string {
  return String(value).padStart(5, '0');
}
