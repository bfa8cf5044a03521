import type { TensorInfo } from '../../gguf/types.ts';
import { NUMBER_LAYOUTS, type NumberLayout } from './layouts.ts';
import { scanBlocks, type ScanBlocks } from './scanBlocks.ts';
import { RowComparison } from './rowComparison.ts';
import { addTally, emptyTally, isTold, type Tally } from './tally.ts';

/** The part of a tensor that the scan needs; small and plain, so that a thread can be sent many. */
export type TensorExtent = Pick<TensorInfo, 'index' | 'fileOffset' | 'bytes'> & {
  readonly typeId: number;
  /** Of one row; 0 where there is one row only, or where rows are single numbers. */
  readonly rowBytes: number;
};

/** What was counted in one tensor. */
export interface TensorTally {
  /** In the file's tensor table. */
  readonly index: number;
  readonly tally: Tally;
  /** Every row is the first one over again. */
  readonly repeats: boolean;
}

/** More than the largest block holds: what of a block may lie before a piece of the file. */
export const CARRY_BYTES = 512;

/** Those tensors whose numbers are looked at, in the order of the file. */
export function extentsOf(tensors: readonly TensorInfo[]): readonly TensorExtent[] {
  return tensors
    .filter(({ type }) => NUMBER_LAYOUTS.has(type.id))
    .map((tensor) => {
      const { index, fileOffset, bytes, type } = tensor;
      return { index, fileOffset, bytes, typeId: type.id, rowBytes: rowBytesOf(tensor) };
    })
    .sort((a, b) => a.fileOffset - b.fileOffset);
}

function rowBytesOf({ dims: [cols = 1], type }: TensorInfo): number {
  return cols > 1 ? (cols / type.blockSize) * type.blockBytes : 0;
}

/**
 * Scans the tensors of a file as its bytes come by, in order and in pieces of any size; a block that lies in two pieces is scanned
 * with the second. Tensors must not overlap. Keeps nothing of a tensor of which there is nothing to tell.
 */
export class TensorScan {
  readonly #extents: readonly TensorExtent[];
  readonly #littleEndian: boolean;
  readonly #scanBlocks: ScanBlocks;
  readonly #told: TensorTally[] = [];
  /** The first tensor that does not end before the next piece, and what was counted in it so far. */
  #next = 0;
  #tally = emptyTally();
  #rows: RowComparison;

  constructor(extents: readonly TensorExtent[], littleEndian: boolean, scan: ScanBlocks = scanBlocks) {
    this.#extents = extents;
    this.#littleEndian = littleEndian;
    this.#scanBlocks = scan;
    this.#rows = this.#nextRows();
  }

  /**
   * The bytes of the file from `start` to `end`, which are those of `buffer` from `at` on; `CARRY_BYTES` before them, or all there
   * are, stand before them in `buffer` too.
   */
  piece(buffer: Uint8Array, at: number, start: number, end: number): void {
    for (let extent = this.#extents[this.#next]; extent; extent = this.#extents[this.#next]) {
      this.#scanPart(extent, buffer, at - start, start, end);
      this.#compareRows(extent, buffer, at - start, start, end);
      if (extent.fileOffset + extent.bytes > end) return;
      this.#finish(extent);
    }
  }

  /** The whole blocks of a tensor that end in (start, end]. Byte `x` of the file is byte `x + shift` of `buffer`. */
  #scanPart(extent: TensorExtent, buffer: Uint8Array, shift: number, start: number, end: number): void {
    const { fileOffset, bytes } = extent;
    const layout = layoutOf(extent);
    const from = wholeBlocks(start - fileOffset, layout.type.blockBytes);
    const to = wholeBlocks(Math.min(end - fileOffset, bytes), layout.type.blockBytes);
    if (to <= from) return;
    const part = buffer.subarray(fileOffset + from + shift, fileOffset + to + shift);
    addTally(this.#tally, this.#scanBlocks(layout, part, this.#littleEndian), from);
  }

  /** The bytes of a tensor in [start, end). */
  #compareRows(
    { fileOffset, bytes }: TensorExtent,
    buffer: Uint8Array,
    shift: number,
    start: number,
    end: number,
  ): void {
    const from = Math.max(start, fileOffset);
    const to = Math.min(end, fileOffset + bytes);
    if (to > from) this.#rows.piece(buffer.subarray(from + shift, to + shift), from - fileOffset);
  }

  #finish(extent: TensorExtent): void {
    const [tally, { repeats }] = [this.#tally, this.#rows];
    const { type, fields } = layoutOf(extent);
    const numbers = (extent.bytes / type.blockBytes) * fields.length;
    if (repeats || isTold(tally, fields[0].encoding.minNormal, numbers))
      this.#told.push({ index: extent.index, tally, repeats });
    this.#tally = emptyTally();
    this.#next++;
    this.#rows = this.#nextRows();
  }

  #nextRows(): RowComparison {
    const { rowBytes = 0, bytes = 0 } = this.#extents[this.#next] ?? {};
    return new RowComparison(rowBytes, bytes);
  }

  /** Of those tensors that have passed by whole and have something to tell, in the order of the file. */
  tallies(): readonly TensorTally[] {
    return this.#told;
  }
}

function layoutOf({ typeId }: TensorExtent): NumberLayout {
  const layout = NUMBER_LAYOUTS.get(typeId);
  if (!layout) throw new RangeError(`expected a type with numbers, found id ${String(typeId)}`);
  return layout;
}

/** `bytes` rounded down to whole blocks; none where it is negative. */
function wholeBlocks(bytes: number, blockBytes: number): number {
  return bytes <= 0 ? 0 : bytes - (bytes % blockBytes);
}
