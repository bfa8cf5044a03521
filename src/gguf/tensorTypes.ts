/**
 * The tensor types of ggml: id, name, elements per block, bytes per block. Source: ggml's public type table.
 * Ids that were removed from the format, and ids never given out, are absent: both are refused.
 */
export interface TensorType {
  readonly id: number;
  readonly name: string;
  /** Elements in a block. The first dimension of a tensor is a multiple of it. */
  readonly blockSize: number;
  /** Bytes in a block. */
  readonly blockBytes: number;
  /** Q8_1 and Q8_K hold activations while a kernel runs; as a weight in a file they are refused. */
  readonly intermediate: boolean;
}

type Row = readonly [id: number, name: string, blockSize: number, blockBytes: number];

// prettier-ignore
const ROWS: readonly Row[] = [
  [0, 'F32', 1, 4], [1, 'F16', 1, 2], [2, 'Q4_0', 32, 18], [3, 'Q4_1', 32, 20],
  [6, 'Q5_0', 32, 22], [7, 'Q5_1', 32, 24], [8, 'Q8_0', 32, 34], [9, 'Q8_1', 32, 36],
  [10, 'Q2_K', 256, 84], [11, 'Q3_K', 256, 110], [12, 'Q4_K', 256, 144], [13, 'Q5_K', 256, 176],
  [14, 'Q6_K', 256, 210], [15, 'Q8_K', 256, 292],
  [16, 'IQ2_XXS', 256, 66], [17, 'IQ2_XS', 256, 74], [18, 'IQ3_XXS', 256, 98], [19, 'IQ1_S', 256, 50],
  [20, 'IQ4_NL', 32, 18], [21, 'IQ3_S', 256, 110], [22, 'IQ2_S', 256, 82], [23, 'IQ4_XS', 256, 136],
  [24, 'I8', 1, 1], [25, 'I16', 1, 2], [26, 'I32', 1, 4], [27, 'I64', 1, 8], [28, 'F64', 1, 8],
  [29, 'IQ1_M', 256, 56], [30, 'BF16', 1, 2], [34, 'TQ1_0', 256, 54], [35, 'TQ2_0', 256, 66],
  [39, 'MXFP4', 32, 17], [40, 'NVFP4', 64, 36], [41, 'Q1_0', 128, 18], [42, 'Q2_0', 64, 18],
];

const INTERMEDIATES = new Set(['Q8_1', 'Q8_K']);

export const TENSOR_TYPES: readonly TensorType[] = ROWS.map(([id, name, blockSize, blockBytes]) => ({
  id,
  name,
  blockSize,
  blockBytes,
  intermediate: INTERMEDIATES.has(name),
}));

/** Ids that once meant something and are no longer part of the format. */
export const REMOVED_TENSOR_TYPES: ReadonlySet<number> = new Set([4, 5, 31, 32, 33, 36, 37, 38]);

const BY_ID: ReadonlyMap<number, TensorType> = new Map(TENSOR_TYPES.map((type) => [type.id, type]));
const BY_NAME: ReadonlyMap<string, TensorType> = new Map(TENSOR_TYPES.map((type) => [type.name, type]));

export function tensorTypeById(id: number): TensorType | undefined {
  return BY_ID.get(id);
}

/** Throws RangeError on a name that is not in the table: names come from our own code, never from a file. */
export function tensorType(name: string): TensorType {
  const type = BY_NAME.get(name);
  if (!type) throw new RangeError(`expected a tensor type name, found "${name}"`);
  return type;
}
