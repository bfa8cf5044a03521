import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { Findings } from '../core/findings.ts';
import { orderOf } from './orderOf.ts';
import { RangeList, type Range } from './rangeList.ts';
import type { GgufFile, Profile, TensorInfo } from './types.ts';
import { GGUF_RULES, type GgufRuleId } from './rules.ts';

/** The part of a file that says where everything lies. */
export type TensorTable = Pick<GgufFile, 'tensors' | 'metadataBytes' | 'dataOffset' | 'alignment' | 'size'>;

/** Bytes of the file that belong to nothing. */
export type UnusedRange = Range;

export interface Layout {
  readonly findings: readonly Finding[];
  /** Padding and gaps, in file order; trailing bytes are not among them. */
  readonly unused: readonly UnusedRange[];
  /** The bytes after the last tensor and its padding. */
  readonly trailing: UnusedRange | null;
}

/**
 * Whether the tensors of a table lie in the file, aligned, in order, apart from each other, with nothing between or after them.
 * Time n log n in the number of tensors, and linear when they are in order.
 */
export function checkLayout(table: TensorTable, profile: Profile): Layout {
  const sink = new Findings<GgufRuleId>(GGUF_RULES, profile);
  const places = checkExtents(table, sink);
  checkOrder(table, places, sink);
  const ranges = walkRanges(table, places, { overlaps: sink, rest: sink });
  return { findings: sink.findings().map((finding) => inFile(finding, table.size)), ...ranges };
}

/**
 * As {@link checkLayout}, of a table with rows left out: whether those that are there lie in the file, aligned, and apart from each
 * other. Which bytes belong to nothing is not known.
 */
export function checkPlaces(table: TensorTable, profile: Profile): Layout {
  const sink = new Findings<GgufRuleId>(GGUF_RULES, profile);
  const places = checkExtents(table, sink);
  checkOrder(table, places, sink);
  walkRanges(table, places, { overlaps: sink, rest: new Findings<GgufRuleId>(GGUF_RULES, profile) });
  return { findings: sink.findings().map((finding) => inFile(finding, table.size)), unused: [], trailing: null };
}

/** A place beyond the end of the file is one that no reader of a report can open: the message says it, the location does not. */
function inFile(finding: Finding, size: number): Finding {
  const { offset, length, ...rest } = finding;
  if (offset === undefined) return finding;
  if (offset >= size) return rest;
  return { ...rest, offset, ...(length !== undefined && { length: Math.min(length, size - offset) }) };
}

/** What the checks go by, for each tensor: of a million tensors, only those that a finding is about are made into objects. */
interface Places {
  /** `fileOffset`: as much after `offset` for each tensor. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
}

function checkExtents(table: TensorTable, sink: Findings<GgufRuleId>): Places {
  const { tensors } = table;
  const starts = new Float64Array(tensors.length);
  const ends = new Float64Array(tensors.length);
  const outside: Outside = { first: null, count: 0 };
  for (let i = 0; i < starts.length; i++) {
    const tensor = tensors[i] as TensorInfo;
    const { fileOffset, bytes } = tensor;
    if (tensor.offset % table.alignment !== 0) reportMisaligned(table, tensor, sink);
    if (fileOffset + bytes > table.size) countOutside(outside, tensor);
    starts[i] = fileOffset;
    ends[i] = fileOffset + bytes;
  }
  if (outside.first) reportOutside(table, outside.first, outside.count, ends, sink);
  return { starts, ends };
}

/** Tensors that do not lie wholly in the file: one cause, one finding. */
interface Outside {
  /** The one that begins first. */
  first: TensorInfo | null;
  count: number;
}

function countOutside(outside: Outside, tensor: TensorInfo): void {
  outside.count++;
  if (!outside.first || tensor.fileOffset < outside.first.fileOffset) outside.first = tensor;
}

function tensorAt({ tensors }: TensorTable, i: number): TensorInfo {
  return tensors[i] as TensorInfo;
}

function reportMisaligned(table: TensorTable, tensor: TensorInfo, sink: Findings<GgufRuleId>): void {
  const expected = `expected the offset of ${quoted(tensor.name)} to be a multiple of ${String(table.alignment)}`;
  const message = `${expected}, found ${String(tensor.offset)}`;
  sink.report('gguf/misaligned-tensor', () => ({ ...at(tensor), message }));
}

/**
 * A file that was cut off ends inside a tensor, or where the next one would begin, and those after it are not there at all. Any other
 * place beyond the end is one that the table made up.
 */
function reportOutside(
  table: TensorTable,
  first: TensorInfo,
  count: number,
  ends: Float64Array,
  sink: Findings<GgufRuleId>,
): void {
  const { tensors, size } = table;
  const { index, name, fileOffset, bytes } = first;
  const isCut = fileOffset < size || fileOffset <= roundUp(endBefore(fileOffset, table, ends), table);
  const rest = count === 1 ? '' : `; ${String(count - 1)} more lie beyond it`;
  const which = `${quoted(name)}, tensor ${String(index + 1)} of ${String(tensors.length)}`;
  sink.report(isCut ? 'gguf/tensor-data-truncated' : 'gguf/tensor-out-of-file', () => {
    const expected = `expected bytes ${String(fileOffset)} to ${String(fileOffset + bytes)} for ${which}`;
    const found = `found the end of the file at ${String(size)}`;
    return { ...at(first), message: `${expected}, ${found}${isCut ? ': an interrupted download?' : ''}${rest}` };
  });
}

/** Where what lies before `start` ends. */
function endBefore(start: number, { dataOffset }: TensorTable, ends: Float64Array): number {
  let end = dataOffset;
  for (const each of ends) if (each <= start && each > end) end = each;
  return end;
}

function checkOrder(table: TensorTable, { starts }: Places, sink: Findings<GgufRuleId>): void {
  for (let i = 1; i < starts.length; i++)
    if ((starts[i] as number) < (starts[i - 1] as number)) reportOrder(table, i, sink);
}

function reportOrder(table: TensorTable, i: number, sink: Findings<GgufRuleId>): void {
  sink.report('gguf/tensors-out-of-order', () => {
    const [before, tensor] = [tensorAt(table, i - 1), tensorAt(table, i)];
    const found = `found it at ${String(tensor.offset)}, before ${String(before.offset)}`;
    return { ...at(tensor), message: `expected ${quoted(tensor.name)} after ${quoted(before.name)}, ${found}` };
  });
}

interface RangeSinks {
  readonly overlaps: Findings<GgufRuleId>;
  /** Of gaps and of what is after the last tensor. */
  readonly rest: Findings<GgufRuleId>;
}

/** Walks the tensors by offset. `end` is where the bytes that belong to something end so far. */
function walkRanges(
  table: TensorTable,
  { starts, ends }: Places,
  { overlaps, rest }: RangeSinks,
): Pick<Layout, 'unused' | 'trailing'> {
  const unused = new RangeList();
  const leave = (start: number, end: number): void => {
    const last = Math.min(end, table.size);
    if (start < last) unused.push(start, last);
  };
  leave(table.metadataBytes, table.dataOffset);
  let end = table.dataOffset;
  let owner = NO_TENSOR;
  const order = byOffset(starts);
  for (let at = 0; at < starts.length; at++) {
    const i = order ? (order[at] as number) : at;
    const start = starts[i] as number;
    if (start < end && owner !== NO_TENSOR) reportOverlap(table, i, owner, end, overlaps);
    const padded = roundUp(end, table);
    if (start > padded) reportGap(table, i, padded, start, rest);
    leave(end, start);
    if ((ends[i] as number) > end) {
      end = ends[i] as number;
      owner = i;
    }
  }
  const padded = roundUp(end, table);
  leave(end, padded);
  checkEnd(table, end, padded, rest);
  return { unused: unused.list(), trailing: table.size > padded ? { start: padded, end: table.size } : null };
}

const NO_TENSOR = -1;

/** The places of tensors in order of offset; null where the table is in order already. */
function byOffset(starts: Float64Array): Uint32Array | null {
  if (starts.every((start, i) => i === 0 || start >= (starts[i - 1] as number))) return null;
  return orderOf(starts);
}

function reportOverlap(
  table: TensorTable,
  i: number,
  ownerIndex: number,
  end: number,
  sink: Findings<GgufRuleId>,
): void {
  sink.report('gguf/overlapping-tensors', () => {
    const [tensor, owner] = [tensorAt(table, i), tensorAt(table, ownerIndex)];
    const found = `found ${String(end - tensor.fileOffset)} or more`;
    return {
      ...at(tensor),
      message: `expected ${quoted(tensor.name)} to share no byte with ${quoted(owner.name)}, ${found}`,
    };
  });
}

function reportGap(table: TensorTable, i: number, start: number, end: number, sink: Findings<GgufRuleId>): void {
  const { size } = table;
  if (start >= size) return;
  sink.report('gguf/gap-between-tensors', () => {
    const tensor = tensorAt(table, i);
    const length = Math.min(end, size) - start;
    const message = `expected ${quoted(tensor.name)} right after what is before it, found ${String(length)} bytes between`;
    return { message, offset: start, length, path: at(tensor).path };
  });
}

/** `end`: of the last tensor, or where tensor data would begin: a file without any may leave out the padding before that. */
function checkEnd(table: TensorTable, end: number, padded: number, sink: Findings<GgufRuleId>): void {
  const { size } = table;
  if (size >= end && size < padded) {
    const message = `expected ${String(padded - end)} bytes of padding after the last tensor, found ${String(size - end)}`;
    sink.report('gguf/missing-final-padding', () => ({ message, offset: end, length: size - end }));
  }
  if (size > padded) {
    const length = size - padded;
    const message = `expected the file to end at ${String(padded)}, found ${String(length)} bytes after it`;
    sink.report('gguf/trailing-bytes', () => ({ message, offset: padded, length }));
  }
}

function at(tensor: TensorInfo): { offset: number; length: number; path: string } {
  return { offset: tensor.fileOffset, length: tensor.bytes, path: `tensors[${String(tensor.index)}]` };
}

/** The next multiple of the alignment. `dataOffset` is one. */
function roundUp(end: number, { alignment }: TensorTable): number {
  const rest = end % alignment;
  return rest === 0 ? end : end + alignment - rest;
}
