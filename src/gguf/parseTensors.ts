import { quoted } from '../core/printable.ts';
import { MAX_DIMS, MAX_INT64 } from './constants.ts';
import { NamedRows } from './namedRows.ts';
import { OmittedRows } from './omittedRows.ts';
import { readName, TENSOR_NAME_RULES } from './names.ts';
import { ensure, openText } from './parseContext.ts';
import type { LengthLimit, ParseContext } from './parseContext.ts';
import type { GgufRuleId } from './rules.ts';
import { PaddedSum, tensorBytes, tensorBytesWide } from './tensorSize.ts';
import { tensorTypeById } from './tensorTypes.ts';
import type { TensorType } from './tensorTypes.ts';
import { UnusableTypes } from './unusableTypes.ts';

/** PyTorch allows 64; with more, the count itself is what is wrong, and where the row ends is not known. */
const MOST_SKIPPED_DIMS = 64;

/** The rows of a tensor table, as far as they could be read. */
export interface ReadTable {
  /** Those that can be judged. */
  readonly rows: NamedRows;
  readonly omitted: OmittedRows;
  /** Rows from here on were not read; the count of the table where all were. */
  readonly stoppedAt: number;
  /** Where the last row that was read ends. */
  readonly end: number;
}

/**
 * Reads up to `count` rows of the tensor table and says where they are. A row that no file could satisfy is reported and left out, and
 * the rest of the table is looked at. It stops, after a report, where it is not known where the next row begins.
 */
export function readTensorTable(ctx: ParseContext, count: number, alignment: number): ReadTable {
  const table = new TensorTableReader(ctx, alignment);
  let { position: end } = ctx.reader;
  let i = 0;
  for (; i < count && table.readRow(i); i++) end = ctx.reader.position;
  if (i === count) table.checkSum();
  table.reportTypes();
  const { rows, omitted } = table;
  return { rows, omitted, stoppedAt: i, end };
}

/** A million rows are read through one of these: what only a finding needs is worked out in the methods that report it. */
class TensorTableReader {
  readonly rows = new NamedRows();
  readonly #ctx: ParseContext;
  readonly #nameLimit: LengthLimit;
  readonly #sum: PaddedSum;
  /** How findings name the current row. */
  readonly #path = (): string => `tensors[${String(this.#index)}]`;
  #index = 0;
  #name = '';
  readonly omitted = new OmittedRows();
  readonly #unusable = new UnusableTypes();

  constructor(ctx: ParseContext, alignment: number) {
    this.#ctx = ctx;
    this.#nameLimit = { max: ctx.limits.tensorNameBytes, rule: 'gguf/tensor-name-too-long', readsOn: true };
    this.#sum = new PaddedSum(alignment);
  }

  /** False: reported, stop. A row that is only wrong is reported and left out. */
  readRow(index: number): boolean {
    const { reader } = this.#ctx;
    this.#index = index;
    const at = reader.position;
    const length = openText(this.#ctx, this.#nameLimit, this.#path);
    if (length === null) return false;
    const nameAt = reader.position;
    this.#name = readName(this.#ctx, TENSOR_NAME_RULES, length, this.#path);
    const again = this.rows.find(reader, reader.bytes, nameAt, nameAt + length) >= 0;
    if (again) this.#report('gguf/duplicate-tensor', nameAt, length, 'each name once', 'it again');
    const nDims = this.#readDimensionCount();
    if (nDims === null) return false;
    const dimsAt = reader.position;
    // Of its own length: V8 gives an array that is pushed to room for 17, and there may be a million of these.
    const dims = new Array<number>(nDims);
    for (let d = 0; d < nDims; d++) dims[d] = reader.size64();
    const type = this.#readType();
    const offset = this.#readOffset();
    if (!this.#isPossible(dims, dimsAt, type) || offset === null || again) this.omitted.add(index, this.#name);
    else this.rows.add(reader, at);
    return true;
  }

  /** False, with a report, for dimensions and a type that no file could satisfy. */
  #isPossible(dims: readonly number[], dimsAt: number, type: TensorType | null): boolean {
    if (dims.length < 1 || dims.length > MAX_DIMS || type === null) return false;
    return this.#checkDimensions(dims, dimsAt, type) && this.#readSize(dims, dimsAt, type) !== null;
  }

  /** Of rows whose type nobody can read. */
  reportTypes(): void {
    this.#unusable.report(this.#ctx.sink);
  }

  checkSum(): void {
    if (!this.#sum.overflows) return;
    const message = `expected the padded sizes of all tensors to add up to at most ${String(MAX_INT64)}, found more`;
    this.#ctx.sink.report('gguf/size-overflow', () => ({ message, path: 'tensors' }));
  }

  /** Reads the count, and makes the rest of the row readable. */
  #readDimensionCount(): number | null {
    const { reader } = this.#ctx;
    if (!ensure(this.#ctx, 4, this.#path)) return null;
    const at = reader.position;
    const nDims = reader.u32();
    if (nDims < 1 || nDims > MAX_DIMS)
      this.#report('gguf/bad-dimension-count', at, 4, `1 to ${String(MAX_DIMS)} dimensions`, String(nDims));
    if (nDims > MOST_SKIPPED_DIMS) return null;
    return ensure(this.#ctx, 8 * nDims + 12, this.#path) ? nDims : null;
  }

  #readType(): TensorType | null {
    const { reader } = this.#ctx;
    const at = reader.position;
    const id = reader.u32();
    const type = tensorTypeById(id);
    if (!type) {
      this.#unusable.add(id, this.#index, this.#name, at);
    } else if (type.intermediate) {
      this.#report('gguf/intermediate-tensor-type', at, 4, 'a type for weights', `the intermediate ${type.name}`);
    }
    return type ?? null;
  }

  /** Null where it is over 2^53 - 1: no file is that large, and it is reported so. */
  #readOffset(): number | null {
    const { reader } = this.#ctx;
    const at = reader.position;
    const offset = reader.size64();
    if (offset !== Infinity) return offset;
    const exact = reader.view.getBigUint64(at, reader.littleEndian);
    this.#report('gguf/tensor-out-of-file', at, 8, 'an offset inside the file', String(exact));
    return null;
  }

  #checkDimensions(dims: readonly number[], dimsAt: number, type: TensorType): boolean {
    const zero = dims.indexOf(0);
    if (zero >= 0) {
      this.#report(
        'gguf/zero-dimension',
        dimsAt + 8 * zero,
        8,
        'dimensions of at least 1',
        `dims[${String(zero)}] of 0`,
      );
      return false;
    }
    const first = dims[0] as number;
    if (first === Infinity || first % type.blockSize === 0) return true;
    const expected = `dims[0] to be a multiple of ${String(type.blockSize)}, the block of ${type.name}`;
    this.#report('gguf/partial-block', dimsAt, 8, expected, String(first));
    return false;
  }

  /** The bytes of the tensor. Null where no file can hold it, which is reported. */
  #readSize(dims: readonly number[], dimsAt: number, type: TensorType): number | null {
    const bytes = tensorBytes(dims, type) ?? tensorBytesWide(this.#exactDims(dims, dimsAt), type);
    if (bytes !== null) this.#sum.add(bytes);
    if (typeof bytes === 'number') return bytes;
    const length = 8 * dims.length;
    if (bytes === null) {
      const found = `${this.#exactDims(dims, dimsAt).join(' × ')} of ${type.name}`;
      this.#report('gguf/size-overflow', dimsAt, length, `at most ${String(MAX_INT64)} elements and bytes`, found);
    } else {
      this.#report(
        'gguf/tensor-data-truncated',
        dimsAt,
        length,
        'data that the file can hold',
        `${String(bytes)} bytes`,
      );
    }
    return null;
  }

  #exactDims(dims: readonly number[], dimsAt: number): bigint[] {
    const { view, littleEndian } = this.#ctx.reader;
    return dims.map((_, d) => view.getBigUint64(dimsAt + 8 * d, littleEndian));
  }

  #report(rule: GgufRuleId, offset: number, length: number, expected: string, found: string): void {
    this.#ctx.sink.report(rule, () => {
      const message = `expected ${expected}, found ${found} in tensor ${quoted(this.#name)}`;
      return { message, offset, length, path: this.#path() };
    });
  }
}
