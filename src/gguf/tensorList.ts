import { size64At } from '../core/byteReader.ts';
import { lazyList } from './lazyList.ts';
import type { ReadTable } from './parseTensors.ts';
import { MOST_KEPT_ROWS, nameOfRow, rowsByName } from './rowsByName.ts';
import { tensorBytes, tensorBytesWide } from './tensorSize.ts';
import { tensorTypeById, type TensorType } from './tensorTypes.ts';
import type { TensorInfo } from './types.ts';
import type { MetadataStore } from './values.ts';

export interface TensorList {
  readonly tensors: readonly TensorInfo[];
  readonly tensorsByName: ReadonlyMap<string, TensorInfo>;
}

/** The tensors of a table, those left out that cannot be judged. `store` holds the metadata section. */
export function tensorList(
  store: MetadataStore,
  { rows, omitted }: Pick<ReadTable, 'rows' | 'omitted'>,
  dataOffset: number,
): TensorList {
  const make = (index: number): TensorInfo =>
    tensorAt(store, rows.startOf(index), omitted.tableIndex(index), dataOffset);
  const tensorsByName = rowsByName(store, rows, make);
  const tensors = rows.length > MOST_KEPT_ROWS ? lazyList(rows.length, make) : [...tensorsByName.values()];
  return { tensors, tensorsByName };
}

/** The row at `at`: u64 length and name, u32 number of dimensions, a u64 each, u32 type, u64 offset. All were looked at before. */
function tensorAt(store: MetadataStore, at: number, index: number, dataOffset: number): TensorInfo {
  const { view, littleEndian } = store;
  const name = nameOfRow(store, at);
  const dimsAt = at + 8 + size64At(view, at, littleEndian) + 4;
  const dims = new Array<number>(view.getUint32(dimsAt - 4, littleEndian));
  for (let d = 0; d < dims.length; d++) dims[d] = size64At(view, dimsAt + 8 * d, littleEndian);
  const typeAt = dimsAt + 8 * dims.length;
  const type = tensorTypeById(view.getUint32(typeAt, littleEndian)) as TensorType;
  const offset = size64At(view, typeAt + 4, littleEndian);
  const exactDims = (): bigint[] => dims.map((_, d) => view.getBigUint64(dimsAt + 8 * d, littleEndian));
  const bytes = tensorBytes(dims, type) ?? Number(tensorBytesWide(exactDims(), type));
  return { index, name, dims, type, offset, fileOffset: offset + dataOffset, bytes };
}
