import { size64At } from '../core/byteReader.ts';
import { lazyList } from './lazyList.ts';
import { decodedName } from './names.ts';
import type { TensorRows } from './tensorRows.ts';
import { tensorBytes, tensorBytesWide } from './tensorSize.ts';
import { tensorTypeById, type TensorType } from './tensorTypes.ts';
import type { TensorInfo } from './types.ts';
import type { MetadataStore } from './values.ts';

/** Up to as many tensors, some times those of the largest models, are made once and kept; of more, each when it is asked for. */
export const MOST_KEPT_TENSORS = 1 << 16;

export interface TensorList {
  readonly tensors: readonly TensorInfo[];
  readonly tensorsByName: ReadonlyMap<string, TensorInfo>;
}

/** The tensors of a table that was read through to its end. `store` holds the metadata section. */
export function tensorList(store: MetadataStore, rows: TensorRows, dataOffset: number): TensorList {
  const make = (index: number): TensorInfo => tensorAt(store, rows.startOf(index), index, dataOffset);
  if (rows.length > MOST_KEPT_TENSORS)
    return { tensors: lazyList(rows.length, make), tensorsByName: new TensorsByName(store, rows, make) };
  const tensors = Array.from({ length: rows.length }, (_, index) => make(index));
  return { tensors, tensorsByName: new Map(tensors.map((tensor) => [tensor.name, tensor])) };
}

/** The row at `at`: u64 length and name, u32 number of dimensions, a u64 each, u32 type, u64 offset. All were looked at before. */
function tensorAt(store: MetadataStore, at: number, index: number, dataOffset: number): TensorInfo {
  const { buffer, view, littleEndian } = store;
  const nameLength = size64At(view, at, littleEndian);
  const name = decodedName(buffer, at + 8, nameLength);
  const dimsAt = at + 8 + nameLength + 4;
  const dims = new Array<number>(view.getUint32(dimsAt - 4, littleEndian));
  for (let d = 0; d < dims.length; d++) dims[d] = size64At(view, dimsAt + 8 * d, littleEndian);
  const typeAt = dimsAt + 8 * dims.length;
  const type = tensorTypeById(view.getUint32(typeAt, littleEndian)) as TensorType;
  const offset = size64At(view, typeAt + 4, littleEndian);
  const exactDims = (): bigint[] => dims.map((_, d) => view.getBigUint64(dimsAt + 8 * d, littleEndian));
  const bytes = tensorBytes(dims, type) ?? Number(tensorBytesWide(exactDims(), type));
  return { index, name, dims, type, offset, fileOffset: offset + dataOffset, bytes };
}

/** Finds tensors by the bytes of their names, in the table as it is in the file. */
class TensorsByName implements ReadonlyMap<string, TensorInfo> {
  readonly #store: MetadataStore;
  readonly #rows: TensorRows;
  readonly #make: (index: number) => TensorInfo;

  constructor(store: MetadataStore, rows: TensorRows, make: (index: number) => TensorInfo) {
    this.#store = store;
    this.#rows = rows;
    this.#make = make;
  }

  get size(): number {
    return this.#rows.length;
  }

  has(name: string): boolean {
    return this.#indexOf(name) >= 0;
  }

  get(name: string): TensorInfo | undefined {
    const index = this.#indexOf(name);
    return index < 0 ? undefined : this.#make(index);
  }

  forEach(visit: (tensor: TensorInfo, name: string, map: ReadonlyMap<string, TensorInfo>) => void): void {
    for (const tensor of this.values()) visit(tensor, tensor.name, this);
  }

  *values(): MapIterator<TensorInfo> {
    for (let index = 0; index < this.#rows.length; index++) yield this.#make(index);
  }

  *keys(): MapIterator<string> {
    for (const { name } of this.values()) yield name;
  }

  *entries(): MapIterator<[string, TensorInfo]> {
    for (const tensor of this.values()) yield [tensor.name, tensor];
  }

  [Symbol.iterator](): MapIterator<[string, TensorInfo]> {
    return this.entries();
  }

  #indexOf(name: string): number {
    const bytes = Buffer.from(name);
    return this.#rows.find(this.#store, bytes, 0, bytes.length);
  }
}
