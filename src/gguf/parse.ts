import { ByteReader } from '../core/byteReader.ts';
import type { ByteSource } from '../core/byteSource.ts';
import { alignUp } from '../core/checked.ts';
import type { Finding } from '../core/finding.ts';
import { HEADER_BYTES, MAGIC, MIN_KEY_VALUE_BYTES, MIN_TENSOR_INFO_BYTES } from './constants.ts';
import { FindingSink } from './findings.ts';
import { checkLayout } from './layout.ts';
import { resolveLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { scanPadding } from './padding.ts';
import { ensure } from './parseContext.ts';
import type { ParseContext } from './parseContext.ts';
import { readAlignment, readMetadata } from './parseMetadata.ts';
import { readTensorTable } from './parseTensors.ts';
import { tensorList } from './tensorList.ts';
import type { NamedRows } from './namedRows.ts';
import type { GgufFile, GgufValue, Profile } from './types.ts';
import { MetadataStore } from './values.ts';

export interface ParseOptions {
  /** `strict` by default: refuses whatever a mainstream reader disagrees on. */
  readonly profile?: Profile;
  readonly limits?: Partial<Limits>;
}

export interface ParseResult {
  /** Null exactly when one of the findings is an error. */
  readonly file: GgufFile | null;
  readonly findings: readonly Finding[];
}

/** What the retained metadata may waste before it is copied to a buffer of its own size. */
const MAX_WASTE = 1.25;

/**
 * Reads header, metadata and tensor table of a GGUF file, and checks where its tensors lie. Tensor data is not read, padding is.
 * Time and memory are linear in the metadata section. Whatever the bytes are, nothing is thrown: what is wrong is a finding.
 * Throws IoError where the source does, and UsageError 'usage/limit' on limits that make no sense.
 */
export function parseGguf(source: ByteSource, options: ParseOptions = {}): ParseResult {
  const limits = resolveLimits(options.limits ?? {});
  const profile = options.profile ?? 'strict';
  const sink = new FindingSink(profile);
  const file = checkFileSize(source, limits, sink) ? readFile(source, limits, profile, sink) : null;
  return { file: sink.hasError ? null : file, findings: sink.findings() };
}

interface Header {
  readonly version: 2 | 3;
  readonly nTensors: number;
  readonly nKv: number;
}

function checkFileSize(source: ByteSource, limits: Limits, sink: FindingSink): boolean {
  if (source.size <= limits.fileBytes) return true;
  const message = `expected a file of at most ${String(limits.fileBytes)} bytes, found ${String(source.size)}`;
  sink.report('gguf/file-too-large', () => ({ message }));
  return false;
}

function readFile(source: ByteSource, limits: Limits, profile: Profile, sink: FindingSink): GgufFile | null {
  const reader = new ByteReader(source, limits.metadataBytes);
  const ctx: ParseContext = { reader, sink, limits, store: new MetadataStore(reader) };
  const header = readHeader(ctx);
  if (header === null) return null;
  const metadata = readMetadata(ctx, header.nKv);
  if (metadata === null) return null;
  const alignment = readAlignment(ctx, metadata);
  const table = readTensorTable(ctx, header.nTensors, alignment ?? 1);
  if (table === null || alignment === null) return null;
  retainMetadata(ctx);
  const file = assemble(ctx, source.size, header, metadata, table, alignment);
  const layout = checkLayout(file, profile);
  sink.add(layout.findings);
  scanPadding(source, layout.unused, limits.paddingScanBytes, sink);
  return file;
}

function readHeader(ctx: ParseContext): Header | null {
  const { reader, sink } = ctx;
  if (!ensure(ctx, MAGIC.length, () => 'the magic')) return null;
  if (!MAGIC.every((byte, i) => reader.bytes[i] === byte)) {
    const found = Buffer.from(reader.bytes.subarray(0, MAGIC.length)).toString('hex');
    const message = `expected the bytes 47475546 ("GGUF"), found ${found}`;
    sink.report('gguf/bad-magic', () => ({ message, offset: 0, length: 4, path: 'header.magic' }));
    return null;
  }
  reader.position = MAGIC.length;
  if (!ensure(ctx, 4, () => 'header.version')) return null;
  const version = readVersion(ctx);
  if (version === null || !ensure(ctx, HEADER_BYTES - 8, () => 'the header')) return null;
  return readCounts(ctx, version);
}

/** Reads the version, and from the order of its bytes the endianness of the file. */
function readVersion(ctx: ParseContext): 2 | 3 | null {
  const { reader, sink } = ctx;
  const where = { offset: reader.position, length: 4, path: 'header.version' };
  const little = reader.view.getUint32(reader.position, true);
  const big = reader.view.getUint32(reader.position, false);
  reader.position += 4;
  reader.littleEndian = !(big >= 1 && big <= 3);
  const version = reader.littleEndian ? little : big;
  if (version !== 2 && version !== 3) {
    const message = `expected version 2 or 3, found ${String(version)}`;
    sink.report('gguf/unsupported-version', () => ({ ...where, message }));
    return null;
  }
  const order = reader.littleEndian ? '' : ', big-endian';
  if (version === 2)
    sink.report('gguf/version-2', () => ({ ...where, message: `expected version 3, found 2${order}` }));
  if (!reader.littleEndian) {
    const message = `expected a little-endian file, found version ${String(version)} with its bytes swapped`;
    sink.report('gguf/big-endian', () => ({ ...where, message }));
  }
  return version;
}

/** Refuses counts that the rest of the file could not hold if every entry were the smallest possible, before any limit of ours. */
function readCounts(ctx: ParseContext, version: 2 | 3): Header | null {
  const { reader, limits } = ctx;
  const at = reader.position;
  const nTensors = reader.size64();
  const nKv = reader.size64();
  const { remaining } = reader;
  const tensorsFit = checkCount(ctx, at, 'tensor_count', nTensors, remaining / MIN_TENSOR_INFO_BYTES);
  const pairsFit = checkCount(ctx, at + 8, 'kv_count', nKv, remaining / MIN_KEY_VALUE_BYTES);
  if (!tensorsFit || !pairsFit) return null;
  const both = nTensors * MIN_TENSOR_INFO_BYTES + nKv * MIN_KEY_VALUE_BYTES;
  if (!checkCount(ctx, at, 'tensor_count and kv_count together', both, remaining)) return null;
  const fewTensors = checkLimit(ctx, 'gguf/too-many-tensors', at, nTensors, limits.nTensors);
  const fewPairs = checkLimit(ctx, 'gguf/too-many-keys', at + 8, nKv, limits.nKv);
  return fewTensors && fewPairs ? { version, nTensors, nKv } : null;
}

function checkCount(ctx: ParseContext, at: number, field: string, count: number, most: number): boolean {
  const { reader, sink } = ctx;
  if (count <= most) return true;
  const declared = String(reader.view.getBigUint64(at, reader.littleEndian));
  const left = `the ${String(reader.remaining)} bytes left of the file`;
  const message = `expected header.${field} to be no more than ${left} can hold, found ${declared}`;
  sink.report('gguf/count-beyond-file', () => ({ message, offset: at, length: 8, path: `header.${field}` }));
  return false;
}

function checkLimit(
  ctx: ParseContext,
  rule: 'gguf/too-many-tensors' | 'gguf/too-many-keys',
  offset: number,
  count: number,
  max: number,
): boolean {
  if (count <= max) return true;
  const message = `expected at most ${String(max)}, found ${String(count)}`;
  ctx.sink.report(rule, () => ({ message, offset, length: 8, path: 'header' }));
  return false;
}

function assemble(
  ctx: ParseContext,
  size: number,
  { version, nTensors }: Header,
  metadata: ReadonlyMap<string, GgufValue>,
  rows: NamedRows,
  alignment: number,
): GgufFile {
  const { reader, sink, store } = ctx;
  if (nTensors === 0)
    sink.report('gguf/no-tensors', () => ({ message: 'expected tensors, found none', path: 'tensors' }));
  const { littleEndian, position: metadataBytes } = reader;
  const dataOffset = alignUp(metadataBytes, alignment) ?? Infinity;
  return {
    version,
    littleEndian,
    metadata,
    ...tensorList(store, rows, dataOffset),
    alignment,
    metadataBytes,
    dataOffset,
    size,
  };
}

/** Hands the metadata section over to the values that are views of it. */
function retainMetadata({ reader, store }: ParseContext): void {
  const wasteful = reader.bytes.buffer.byteLength > MAX_WASTE * reader.position;
  // The reader lets go of its window: what follows may need as much again.
  if (wasteful) reader.bytes = Buffer.from(new Uint8Array(reader.bytes.subarray(0, reader.position)).buffer);
  store.keep(reader.bytes, reader.littleEndian);
  reader.view = store.view;
}
