import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { FindingSink } from './findings.ts';
import type { GgufFile, Profile, TensorInfo } from './types.ts';

/** The part of a file that says where everything lies. */
export type TensorTable = Pick<GgufFile, 'tensors' | 'metadataBytes' | 'dataOffset' | 'alignment' | 'size'>;

/** Bytes of the file that belong to nothing. They should be zero. */
export interface UnusedRange {
  readonly start: number;
  readonly end: number;
}

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
  for (const tensor of table.tensors) checkExtent(table, tensor, sink);
  checkOrder(table.tensors, sink);
  const unused = walkRanges(table, sink);
  return { findings: sink.findings().map((finding) => inFile(finding, table.size)), unused };
}

/** A place beyond the end of the file is one that no reader of a report can open: the message says it, the location does not. */
function inFile(finding: Finding, size: number): Finding {
  const { offset, length, ...rest } = finding;
  if (offset === undefined) return finding;
  if (offset >= size) return rest;
  return { ...rest, offset, ...(length !== undefined && { length: Math.min(length, size - offset) }) };
}

function checkExtent(table: TensorTable, tensor: TensorInfo, sink: FindingSink): void {
  if (tensor.offset % table.alignment !== 0) reportMisaligned(table, tensor, sink);
  if (tensor.fileOffset + tensor.bytes > table.size) reportOutside(table, tensor, sink);
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

function checkOrder(tensors: readonly TensorInfo[], sink: FindingSink): void {
  for (let i = 1; i < tensors.length; i++) {
    const before = tensors[i - 1] as TensorInfo;
    const tensor = tensors[i] as TensorInfo;
    if (tensor.offset < before.offset) reportOrder(before, tensor, sink);
  }
}

function reportOrder(before: TensorInfo, tensor: TensorInfo, sink: FindingSink): void {
  sink.report('gguf/tensors-out-of-order', () => {
    const found = `found it at ${String(tensor.offset)}, before ${String(before.offset)}`;
    return { ...at(tensor), message: `expected ${quoted(tensor.name)} after ${quoted(before.name)}, ${found}` };
  });
}

/** Walks the tensors by offset. `end` is where the bytes that belong to something end so far. */
function walkRanges(table: TensorTable, sink: FindingSink): UnusedRange[] {
  const unused: UnusedRange[] = [];
  const leave = (start: number, end: number): void => {
    const last = Math.min(end, table.size);
    if (start < last) unused.push({ start, end: last });
  };
  leave(table.metadataBytes, table.dataOffset);
  let end = table.dataOffset;
  let owner: TensorInfo | undefined;
  for (const tensor of byOffset(table.tensors)) {
    const { fileOffset } = tensor;
    if (fileOffset < end && owner) reportOverlap(tensor, owner, end, sink);
    const padded = roundUp(end, table);
    if (fileOffset > padded) reportGap(tensor, padded, fileOffset, table.size, sink);
    leave(end, fileOffset);
    if (fileOffset + tensor.bytes > end) {
      end = fileOffset + tensor.bytes;
      owner = tensor;
    }
  }
  const padded = roundUp(end, table);
  leave(end, padded);
  checkEnd(table, owner ? end : Math.min(end, table.size), padded, sink);
  return unused;
}

/** The tensors in order of offset. A copy is sorted only where the table is not in order already. */
function byOffset(tensors: readonly TensorInfo[]): readonly TensorInfo[] {
  const sorted = tensors.every((tensor, i) => i === 0 || tensor.offset >= (tensors[i - 1] as TensorInfo).offset);
  return sorted ? tensors : tensors.toSorted((a, b) => a.offset - b.offset);
}

function reportOverlap(tensor: TensorInfo, owner: TensorInfo, end: number, sink: FindingSink): void {
  sink.report('gguf/overlapping-tensors', () => ({
    ...at(tensor),
    message: `expected ${quoted(tensor.name)} to share no byte with ${quoted(owner.name)}, found ${String(end - tensor.fileOffset)} or more`,
  }));
}

function reportGap(tensor: TensorInfo, start: number, end: number, size: number, sink: FindingSink): void {
  if (start >= size) return;
  const length = Math.min(end, size) - start;
  const message = `expected ${quoted(tensor.name)} right after what is before it, found ${String(length)} bytes between`;
  sink.report('gguf/gap-between-tensors', () => ({ message, offset: start, length, path: at(tensor).path }));
}

/** `end`: of the last tensor, or of the metadata where there is none; then the padding may be left out. */
function checkEnd(table: TensorTable, end: number, padded: number, sink: FindingSink): void {
  const { size } = table;
  if (table.tensors.length > 0 && size >= end && size < padded) {
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
