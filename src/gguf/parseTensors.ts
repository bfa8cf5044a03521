import { quoted } from '../core/printable.ts';
import { MAX_DIMS, MAX_INT64 } from './constants.ts';
import { readName, TENSOR_NAME_RULES } from './names.ts';
import { ensure, openText } from './parseContext.ts';
import type { ParseContext } from './parseContext.ts';
import type { GgufRuleId } from './rules.ts';
import { PaddedSum, tensorBytes } from './tensorSize.ts';
import { REMOVED_TENSOR_TYPES, tensorTypeById } from './tensorTypes.ts';
import type { TensorType } from './tensorTypes.ts';
import type { TensorInfo } from './types.ts';

/** A row of the table before the start of the tensor data is known. */
export type TensorRow = Omit<TensorInfo, 'fileOffset'>;

/**
 * Reads `count` rows of the tensor table. Null: reported, stop. After a row that no file could satisfy the rest of the table is
 * looked at too, but where its tensors lie says nothing any more.
 */
export function readTensorTable(ctx: ParseContext, count: number, alignment: number): TensorRow[] | null {
  const rows: TensorRow[] = [];
  const names = new Set<string>();
  const sum = new PaddedSum(alignment);
  for (let i = 0; i < count; i++) {
    const row = readRow(ctx, i, names, sum);
    if (row === 'stop') return null;
    if (row !== 'skip') rows.push(row);
  }
  if (sum.overflows) {
    const message = `expected the padded sizes of all tensors to add up to at most ${String(MAX_INT64)}, found more`;
    ctx.sink.report('gguf/size-overflow', () => ({ message, path: 'tensors' }));
  }
  return rows.length === count ? rows : null;
}

/** How findings name a tensor. */
export function tensorPath(index: number): string {
  return `tensors[${String(index)}]`;
}

function readRow(ctx: ParseContext, index: number, names: Set<string>, sum: PaddedSum): TensorRow | 'skip' | 'stop' {
  const { reader } = ctx;
  const path = (): string => tensorPath(index);
  const name = readTensorName(ctx, names, path);
  if (name === null || !ensure(ctx, 4, path)) return 'stop';
  const nDims = reader.u32();
  const dimsAt = reader.position;
  if (!checkDimensionCount(ctx, nDims, name, path) || !ensure(ctx, 8 * nDims + 12, path)) return 'stop';
  const dims: number[] = [];
  for (let d = 0; d < nDims; d++) dims.push(reader.size64());
  const type = readTensorType(ctx, name, path);
  const offset = readOffset(ctx, name, path);
  if (type === null || !checkDimensions(ctx, dims, dimsAt, type, name, path)) return 'skip';
  const bytes = readSize(ctx, { dims, dimsAt, type, name, path }, sum);
  return bytes === null || offset === null ? 'skip' : { index, name, dims, type, offset, bytes };
}

function readTensorName(ctx: ParseContext, names: Set<string>, path: () => string): string | null {
  const { reader, limits } = ctx;
  const limit = { max: limits.tensorNameBytes, rule: 'gguf/tensor-name-too-long' } as const;
  const length = openText(ctx, limit, path);
  if (length === null) return null;
  const offset = reader.position;
  const name = readName(ctx, TENSOR_NAME_RULES, length, path);
  if (names.has(name)) {
    const message = `expected each tensor name once, found ${quoted(name)} again`;
    ctx.sink.report('gguf/duplicate-tensor', () => ({ message, offset, length, path: path() }));
  }
  names.add(name);
  return name;
}

function checkDimensionCount(ctx: ParseContext, nDims: number, name: string, path: () => string): boolean {
  const offset = ctx.reader.position - 4;
  const message = (): string =>
    `expected 1 to ${String(MAX_DIMS)} dimensions, found ${String(nDims)} in ${quoted(name)}`;
  if (nDims >= 1 && nDims <= MAX_DIMS) return true;
  ctx.sink.report('gguf/bad-dimension-count', () => ({ message: message(), offset, length: 4, path: path() }));
  return false;
}

function readTensorType(ctx: ParseContext, name: string, path: () => string): TensorType | null {
  const { reader, sink } = ctx;
  const offset = reader.position;
  const id = reader.u32();
  const type = tensorTypeById(id);
  const report = (rule: GgufRuleId, expected: string, found: string): void => {
    const message = (): string => `expected ${expected}, found ${found} in ${quoted(name)}`;
    sink.report(rule, () => ({ message: message(), offset, length: 4, path: path() }));
  };
  if (REMOVED_TENSOR_TYPES.has(id))
    report('gguf/removed-tensor-type', 'a type in use', `the removed type ${String(id)}`);
  else if (!type) report('gguf/unknown-tensor-type', 'a known tensor type', `type ${String(id)}`);
  else if (type.intermediate)
    report('gguf/intermediate-tensor-type', 'a type for weights', `${type.name}, an intermediate,`);
  return type ?? null;
}

/** Null where it is over 2^53 - 1: no file is that large, and it is reported so. */
function readOffset(ctx: ParseContext, name: string, path: () => string): number | null {
  const { reader, sink } = ctx;
  const at = reader.position;
  const offset = reader.size64();
  if (offset !== Infinity) return offset;
  const exact = reader.view.getBigUint64(at, reader.littleEndian);
  const message = `expected the data of ${quoted(name)} inside the file, found its offset to be ${String(exact)}`;
  sink.report('gguf/tensor-out-of-file', () => ({ message, offset: at, length: 8, path: path() }));
  return null;
}

function checkDimensions(
  ctx: ParseContext,
  dims: readonly number[],
  dimsAt: number,
  type: TensorType,
  name: string,
  path: () => string,
): boolean {
  const { sink } = ctx;
  const zero = dims.indexOf(0);
  if (zero >= 0) {
    const message = `expected every dimension of ${quoted(name)} to be at least 1, found dims[${String(zero)}] to be 0`;
    sink.report('gguf/zero-dimension', () => ({ message, offset: dimsAt + 8 * zero, length: 8, path: path() }));
    return false;
  }
  const first = dims[0] as number;
  if (first !== Infinity && first % type.blockSize !== 0) {
    const expected = `expected dims[0] of ${quoted(name)} to be a multiple of ${String(type.blockSize)} (${type.name})`;
    const message = `${expected}, found ${String(first)}`;
    sink.report('gguf/partial-block', () => ({ message, offset: dimsAt, length: 8, path: path() }));
    return false;
  }
  return true;
}

interface SizedRow {
  readonly dims: readonly number[];
  readonly dimsAt: number;
  readonly type: TensorType;
  readonly name: string;
  readonly path: () => string;
}

/** The bytes of a tensor, and its share of the padded sum. Null where no file can hold it, which is reported. */
function readSize(ctx: ParseContext, row: SizedRow, sum: PaddedSum): number | null {
  const { reader, sink } = ctx;
  const { dims, dimsAt, type, name, path } = row;
  const exactDims = (): bigint[] => dims.map((_, d) => reader.view.getBigUint64(dimsAt + 8 * d, reader.littleEndian));
  const bytes = tensorBytes(dims, exactDims, type);
  const where = { offset: dimsAt, length: 8 * dims.length };
  if (bytes === null) {
    const shape = exactDims().join(' × ');
    const message = `expected ${quoted(name)} to have at most ${String(MAX_INT64)} elements and bytes, found ${shape} of ${type.name}`;
    sink.report('gguf/size-overflow', () => ({ message, ...where, path: path() }));
    return null;
  }
  sum.add(bytes);
  if (typeof bytes === 'number') return bytes;
  const message = `expected the data of ${quoted(name)} inside the file, found that it takes ${String(bytes)} bytes`;
  sink.report('gguf/tensor-data-truncated', () => ({ message, ...where, path: path() }));
  return null;
}
