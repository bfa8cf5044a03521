import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { FindingSink } from './findings.ts';
import { orderOf } from './orderOf.ts';
import { RangeList, type Range } from './rangeList.ts';
import type { GgufFile, Profile, TensorInfo } from './types.ts';

/** The part of a file that says where everything lies. */
export type TensorTable = Pick<GgufFile, 'tensors' | 'metadataBytes' | 'dataOffset' | 'alignment' | 'size'>;

/** Bytes of the file that belong to nothing. They should be zero. */
export type UnusedRange = Range;

export interface Layout {
  readonly findings: readonly Finding[];
  /** Padding and gaps, in file order; trailing bytes are not among them. */
  readonly unused: readonly UnusedRange[];
}

/**
 * Whether the tensors of a table lie in the file, aligned, in order, apart from each other, with nothing between or after them.
 * Time n log n in the number of tensors, and linear when they are in order.
 */
export function checkLayout(table: TensorTable, profile: Profile): Layout {
  const sink = new FindingSink(profile);
  const places = checkExtents(table, sink);
  checkOrder(table, places, sink);
  const unused = walkRanges(table, places, sink);
  return { findings: sink.findings().map((finding) => inFile(finding, table.size)), unused };
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

function checkExtents(table: TensorTable, sink: FindingSink): Places {
  const { tensors } = table;
  const starts = new Float64Array(tensors.length);
  const ends = new Float64Array(tensors.length);
  for (let i = 0; i < starts.length; i++) {
    const tensor = tensors[i] as TensorInfo;
    checkExtent(table, tensor, sink);
    const { fileOffset, bytes } = tensor;
    starts[i] = fileOffset;
    ends[i] = fileOffset + bytes;
  }
  return { starts, ends };
}

function checkExtent(table: TensorTable, tensor: TensorInfo, sink: FindingSink): void {
  if (tensor.offset % table.alignment !== 0) reportMisaligned(table, tensor, sink);
  if (tensor.fileOffset + tensor.bytes > table.size) reportOutside(table, tensor, sink);
}

function tensorAt({ tensors }: TensorTable, i: number): TensorInfo {
  return tensors[i] as TensorInfo;
}

function reportMisaligned(table: TensorTable, tensor: TensorInfo, sink: FindingSink): void {
  const expected = `expected the offset of ${quoted(tensor.name)} to be a multiple of ${String(table.alignment)}`;
  const message = `${expected}, found ${String(tensor.offset)}`;
  sink.report('gguf/misaligned-tensor', () => ({ ...at(tensor), message }));
}

function reportOutside(table: TensorTable, tensor: TensorInfo, sink: FindingSink): void {
  const { fileOffset, bytes } = tensor;
  const rule = fileOffset >= table.size ? 'gguf/tensor-out-of-file' : 'gguf/tensor-data-truncated';
  sink.report(rule, () => {
    const found = `found bytes ${String(fileOffset)} to ${String(fileOffset + bytes)}`;
    const expected = `expected the data of ${quoted(tensor.name)} within the ${String(table.size)} bytes of the file`;
    return { ...at(tensor), message: `${expected}, ${found}` };
  });
}

function checkOrder(table: TensorTable, { starts }: Places, sink: FindingSink): void {
  for (let i = 1; i < starts.length; i++)
    if ((starts[i] as number) < (starts[i - 1] as number)) reportOrder(table, i, sink);
}

function reportOrder(table: TensorTable, i: number, sink: FindingSink): void {
  sink.report('gguf/tensors-out-of-order', () => {
    const [before, tensor] = [tensorAt(table, i - 1), tensorAt(table, i)];
    const found = `found it at ${String(tensor.offset)}, before ${String(before.offset)}`;
    return { ...at(tensor), message: `expected ${quoted(tensor.name)} after ${quoted(before.name)}, ${found}` };
  });
}

/** Walks the tensors by offset. `end` is where the bytes that belong to something end so far. */
function walkRanges(table: TensorTable, { starts, ends }: Places, sink: FindingSink): readonly UnusedRange[] {
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
    if (start < end && owner !== NO_TENSOR) reportOverlap(table, i, owner, end, sink);
    const padded = roundUp(end, table);
    if (start > padded) reportGap(table, i, padded, start, sink);
    leave(end, start);
    if ((ends[i] as number) > end) {
      end = ends[i] as number;
      owner = i;
    }
  }
  const padded = roundUp(end, table);
  leave(end, padded);
  checkEnd(table, end, padded, sink);
  return unused.list();
}

const NO_TENSOR = -1;

/** The places of tensors in order of offset; null where the table is in order already. */
function byOffset(starts: Float64Array): Uint32Array | null {
  if (starts.every((start, i) => i === 0 || start >= (starts[i - 1] as number))) return null;
  return orderOf(starts);
}

function reportOverlap(table: TensorTable, i: number, ownerIndex: number, end: number, sink: FindingSink): void {
  sink.report('gguf/overlapping-tensors', () => {
    const [tensor, owner] = [tensorAt(table, i), tensorAt(table, ownerIndex)];
    const found = `found ${String(end - tensor.fileOffset)} or more`;
    return {
      ...at(tensor),
      message: `expected ${quoted(tensor.name)} to share no byte with ${quoted(owner.name)}, ${found}`,
    };
  });
}

function reportGap(table: TensorTable, i: number, start: number, end: number, sink: FindingSink): void {
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
function checkEnd(table: TensorTable, end: number, padded: number, sink: FindingSink): void {
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
