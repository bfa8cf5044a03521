/** A model in shards as one file to run: metadata of the first shard, tensors of all, one source of their bytes. */
import { basename, dirname, join } from 'node:path';
import type { ByteSource } from '../../core/byteSource.ts';
import { FleaError } from '../../core/errors.ts';
import type { Limits } from '../../gguf/limits.ts';
import { parseGguf } from '../../gguf/parse.ts';
import { parseShardName, shardSet } from '../../gguf/shards.ts';
import { openFileSource, type FileSource } from '../../gguf/source.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';
import { irregularFile } from '../fileHygiene.ts';

/** One shard: what its head says, and its bytes. */
export interface ShardFile {
  readonly file: GgufFile;
  readonly source: ByteSource;
}

/** The shards after the first, open. */
export interface OtherShards {
  readonly files: readonly { readonly file: GgufFile; readonly source: FileSource }[];
  close(): void;
}

/** The shards after that at `path`, in order; null where it is not the first, or where one is not there or not sound: rules say so. */
export function openOtherShards(path: string, limits: Partial<Limits>): OtherShards | null {
  const name = parseShardName(basename(path));
  if (name?.index !== 1) return null;
  const sources: FileSource[] = [];
  const close = (): void => {
    for (const source of sources) source.close();
  };
  try {
    const files = [];
    for (const other of shardSet(name).slice(1)) {
      const source = openRegular(join(dirname(path), other));
      if (source) sources.push(source);
      const file = source && parseGguf(source, { limits }).file;
      if (!file) return (close(), null);
      files.push({ file, source });
    }
    return { files, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Null where nothing can be read at `path`: the rules on shards say so. */
function openRegular(path: string): FileSource | null {
  if (irregularFile(path)) return null;
  try {
    return openFileSource(path);
  } catch (error) {
    if (!(error instanceof FleaError)) throw error;
    return null;
  }
}

/** One file of all `shards`, the first of them first. Offsets count through their bytes, one after another. */
export function wholeModel(shards: readonly [ShardFile, ...ShardFile[]]): ShardFile {
  const [first] = shards;
  const source = concatenated(shards.map((shard) => shard.source));
  const tensors: TensorInfo[] = [];
  let base = 0;
  for (const shard of shards) {
    for (const tensor of shard.file.tensors)
      tensors.push({ ...tensor, index: tensors.length, fileOffset: base + tensor.fileOffset });
    base += shard.source.size;
  }
  const tensorsByName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const littleEndian = shards.every(({ file }) => file.littleEndian);
  return { file: { ...first.file, littleEndian, tensors, tensorsByName, size: source.size }, source };
}

/** A read stays within one part: tensors do. */
function concatenated(parts: readonly ByteSource[]): ByteSource {
  const ends: number[] = [];
  for (const { size } of parts) ends.push((ends.at(-1) ?? 0) + size);
  return {
    size: ends.at(-1) ?? 0,
    name: parts[0]?.name ?? '',
    read: (offset, into) => {
      const at = ends.findIndex((end) => offset < end);
      parts[at]?.read(offset - (ends[at - 1] ?? 0), into);
    },
  };
}
