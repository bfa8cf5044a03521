import { ByteReader } from '../core/byteReader.ts';
import type { ByteSource } from '../core/byteSource.ts';
import { alignUp } from '../core/checked.ts';
import type { Coverage } from '../core/coverage.ts';
import type { Finding } from '../core/finding.ts';
import { HEADER_BYTES, MAGIC, MIN_KEY_VALUE_BYTES, MIN_TENSOR_INFO_BYTES } from './constants.ts';
import { Findings } from '../core/findings.ts';
import { headCoverage } from './headCoverage.ts';
import { checkLayout, checkPlaces, type Layout, type UnusedRange } from './layout.ts';
import { resolveLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { LOOKED_AT_BYTES, whatItIs } from './notGguf.ts';
import { scanPadding } from './padding.ts';
import { ensure } from './parseContext.ts';
import type { ParseContext } from './parseContext.ts';
import { readAlignment, readMetadata } from './parseMetadata.ts';
import { readTensorTable, type ReadTable } from './parseTensors.ts';
import { tensorList } from './tensorList.ts';
import type { GgufContent, GgufFile, GgufValue, Profile, UnreadParts } from './types.ts';
import { MetadataStore } from './values.ts';
import { GGUF_RULES, type GgufRuleId } from './rules.ts';

export interface ParseOptions {
  /** `strict` by default: refuses whatever a mainstream reader disagrees on. */
  readonly profile?: Profile;
  readonly limits?: Partial<Limits>;
}

export interface ParseResult {
  /** Null exactly when one of the findings is an error. */
  readonly file: GgufFile | null;
  /** What could be read all the same; null where that is not even a header. */
  readonly content: GgufContent | null;
  readonly findings: readonly Finding[];
  /** Of `container`, `keys` and `tensors`. */
  readonly coverage: readonly Coverage[];
  /** The first bytes of the file as they were read, and read once: everything above was made of them. */
  readonly head: Uint8Array;
  /** Padding and gaps, in file order: they belong to nothing, and {@link scanPadding} looks through them. */
  readonly unused: readonly UnusedRange[];
  /** What comes after the last tensor and its padding. */
  readonly trailing: UnusedRange | null;
}

/** What the retained metadata may waste before it is copied to a buffer of its own size. */
const MAX_WASTE = 1.25;

/**
 * Reads header, metadata and tensor table of a GGUF file, and checks where its tensors lie. Neither tensor data nor padding is read.
 * Time and memory are linear in the metadata section. Whatever the bytes are, nothing is thrown: what is wrong is a finding, after
 * which the reading goes on where it is known how.
 * Throws IoError where the source does, and UsageError 'usage/limit' on limits that make no sense.
 */
export function parseHead(source: ByteSource, options: ParseOptions = {}): ParseResult {
  const limits = resolveLimits(options.limits ?? {});
  const profile = options.profile ?? 'strict';
  const sink = new Findings<GgufRuleId>(GGUF_RULES, profile);
  if (!checkFileSize(source, limits, sink)) return refused(sink, NOTHING, new Uint8Array(0));
  const reader = new ByteReader(source, limits.metadataBytes);
  const ctx: ParseContext = { reader, sink, limits, store: new MetadataStore(reader) };
  const header = readHeader(ctx);
  if (header === null) return refused(sink, NOTHING, reader.bytes);
  return readBody(ctx, source.size, header, profile);
}

/** As {@link parseHead}, and looks through the padding too: whether a file is sound, in two or three reads. */
export function parseGguf(source: ByteSource, options: ParseOptions = {}): ParseResult {
  const parsed = parseHead(source, options);
  return { ...parsed, findings: [...parsed.findings, ...paddingFindings(source, parsed, options, NEAR_BYTES)] };
}

/** Padding and gaps closer together than a page are read at once. */
const NEAR_BYTES = 4096;

/**
 * Findings on padding and gaps, none of them an error. `together`: ranges closer to each other than this are read at once, and what lies
 * between them too.
 */
export function paddingFindings(
  source: ByteSource,
  { unused }: Pick<ParseResult, 'unused'>,
  options: ParseOptions,
  together = 0,
): readonly Finding[] {
  const sink = new Findings<GgufRuleId>(GGUF_RULES, options.profile);
  scanPadding(source, unused, resolveLimits(options.limits ?? {}).paddingScanBytes, sink, together);
  return sink.findings();
}

interface Header {
  readonly version: 2 | 3;
  /** Null where the file cannot hold as many, or our limit is lower: they are not read. */
  readonly nTensors: number | null;
  readonly nKv: number | null;
}

/** What is not known of a file of which not even the header was understood. */
const NOTHING: UnreadParts = { keys: true, tensors: true, omitted: new Set(), places: true };

const NO_RANGES = { unused: [], trailing: null } as const;

function refused(sink: Findings<GgufRuleId>, unread: UnreadParts, head: Uint8Array): ParseResult {
  const findings = sink.findings();
  return { file: null, content: null, findings, coverage: headCoverage(unread, true), head, ...NO_RANGES };
}

function checkFileSize(source: ByteSource, limits: Limits, sink: Findings<GgufRuleId>): boolean {
  if (source.size <= limits.fileBytes) return true;
  const message = `expected a file of at most ${String(limits.fileBytes)} bytes, found ${String(source.size)}`;
  sink.report('gguf/file-too-large', () => ({ message }));
  return false;
}

function readBody(ctx: ParseContext, size: number, header: Header, profile: Profile): ParseResult {
  const { reader, sink } = ctx;
  const pairs = readMetadata(ctx, header.nKv ?? 0);
  const allKeys = pairs.stoppedAt === header.nKv;
  const alignment = allKeys ? readAlignment(ctx, pairs.metadata) : null;
  const table = readTensorTable(ctx, allKeys ? (header.nTensors ?? 0) : 0, alignment ?? 1);
  const allTensors = allKeys && table.stoppedAt === header.nTensors;
  reader.position = allKeys ? table.end : pairs.end;
  // Of a reading that stopped, the bytes at fault lie behind what is retained.
  const stopped = allTensors ? null : reader.bytes;
  retainMetadata(ctx);
  const content: GgufContent = {
    ...assemble(ctx, size, header, pairs.metadata, table, alignment ?? 1, allTensors),
    placeOfPair: pairs.placeOfPair,
    unread: {
      keys: !allKeys,
      tensors: !allTensors,
      omitted: table.omitted.names,
      places: !allTensors || alignment === null,
    },
  };
  const isWhole = allTensors && table.omitted.length === 0;
  const { unused, trailing } = content.unread.places ? NO_RANGES : placed(content, isWhole, profile, sink);
  return {
    file: sink.hasError ? null : content,
    content,
    findings: sink.findings(),
    coverage: headCoverage(content.unread, false),
    head: stopped ?? ctx.store.bytes,
    unused,
    trailing,
  };
}

/** Without all the rows nobody knows which bytes belong to nothing. */
function placed(content: GgufContent, isWhole: boolean, profile: Profile, sink: Findings<GgufRuleId>): Layout {
  const layout = isWhole ? checkLayout(content, profile) : checkPlaces(content, profile);
  sink.add(layout.findings);
  return layout;
}

function readHeader(ctx: ParseContext): Header | null {
  const { reader, sink } = ctx;
  if (!MAGIC.every((byte, i) => reader.bytes[i] === byte)) {
    const what = whatItIs(reader.bytes.subarray(0, LOOKED_AT_BYTES));
    const found = what ?? Buffer.from(reader.bytes.subarray(0, MAGIC.length)).toString('hex');
    const message = `expected the bytes 47475546 ("GGUF"), found ${found}`;
    const length = Math.min(MAGIC.length, reader.bytes.length);
    sink.report('gguf/bad-magic', () => ({ message, offset: 0, length, path: 'header.magic' }));
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
function readCounts(ctx: ParseContext, version: 2 | 3): Header {
  const { reader, limits } = ctx;
  const at = reader.position;
  const nTensors = reader.size64();
  const nKv = reader.size64();
  const { remaining } = reader;
  const tensorsFit = checkCount(ctx, at, 'tensor_count', nTensors, remaining / MIN_TENSOR_INFO_BYTES);
  const pairsFit = checkCount(ctx, at + 8, 'kv_count', nKv, remaining / MIN_KEY_VALUE_BYTES);
  if (!tensorsFit || !pairsFit) return { version, nTensors: tensorsFit ? nTensors : null, nKv: pairsFit ? nKv : null };
  const both = nTensors * MIN_TENSOR_INFO_BYTES + nKv * MIN_KEY_VALUE_BYTES;
  if (!checkCount(ctx, at, 'tensor_count and kv_count together', both, remaining))
    return { version, nTensors: null, nKv: null };
  const fewTensors = checkLimit(ctx, 'gguf/too-many-tensors', at, nTensors, limits.nTensors);
  const fewPairs = checkLimit(ctx, 'gguf/too-many-keys', at + 8, nKv, limits.nKv);
  return { version, nTensors: fewTensors ? nTensors : null, nKv: fewPairs ? nKv : null };
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
  table: ReadTable,
  alignment: number,
  isAllRead: boolean,
): GgufFile {
  const { reader, sink, store } = ctx;
  if (nTensors === 0 && isAllRead)
    sink.report('gguf/no-tensors', () => ({ message: 'expected tensors, found none', path: 'tensors' }));
  const { littleEndian, position: metadataBytes } = reader;
  const dataOffset = alignUp(metadataBytes, alignment) ?? Infinity;
  return {
    version,
    littleEndian,
    metadata,
    ...tensorList(store, table, dataOffset),
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
