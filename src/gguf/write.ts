import { ByteWriter } from '../core/byteWriter.ts';
import { isPowerOfTwo } from '../core/checked.ts';
import { ALIGNMENT_KEY, DEFAULT_ALIGNMENT, MAGIC, MAX_ALIGNMENT, valueTypeId } from './constants.ts';
import type { ValueType } from './constants.ts';
import type { GgufModel, ModelArray, ModelTensor, ModelValue, Text } from './model.ts';

/** The whole file in memory. Throws RangeError where chunks of tensor data do not add up to the length announced. Integers wrap to their width. */
export function writeGguf(model: GgufModel): Uint8Array {
  const chunks = [...ggufChunks(model)];
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/**
 * The file in pieces, in order: header with metadata and tensor table, then each tensor's data and the padding after it. Memory is that
 * of the metadata and one chunk. Throws as {@link writeGguf}.
 */
export function* ggufChunks(model: GgufModel): IterableIterator<Uint8Array> {
  const alignment = model.alignment ?? alignmentOf(model);
  const head = writeHead(model, alignment);
  if (model.tensors.length > 0) head.padTo(alignment);
  yield head.toBytes();
  for (const { data } of model.tensors) {
    yield* dataChunks(data);
    const padding = paddingAfter(data.length, alignment);
    if (padding > 0) yield new Uint8Array(padding);
  }
}

function alignmentOf(model: GgufModel): number {
  const value = model.metadata.findLast(([key]) => key === ALIGNMENT_KEY)?.[1];
  if (value?.type !== 'u32') return DEFAULT_ALIGNMENT;
  return isPowerOfTwo(value.value) && value.value <= MAX_ALIGNMENT ? value.value : DEFAULT_ALIGNMENT;
}

function writeHead(model: GgufModel, alignment: number): ByteWriter {
  const writer = new ByteWriter(model.littleEndian ?? true);
  writer.raw(MAGIC).u32(model.version ?? 3);
  writer.u64(model.tensors.length).u64(model.metadata.length);
  for (const [key, value] of model.metadata) {
    writeText(writer, key);
    writer.u32(valueTypeId(value.type));
    writeValue(writer, value);
  }
  let offset = 0;
  for (const tensor of model.tensors) {
    writeTensorInfo(writer, tensor, offset);
    offset += tensor.data.length + paddingAfter(tensor.data.length, alignment);
  }
  return writer;
}

function writeTensorInfo(writer: ByteWriter, tensor: ModelTensor, offset: number): void {
  writeText(writer, tensor.name);
  writer.u32(tensor.dims.length);
  for (const dim of tensor.dims) writer.u64(dim);
  writer.u32(typeof tensor.type === 'number' ? tensor.type : tensor.type.id);
  writer.u64(tensor.offset ?? offset);
}

function writeText(writer: ByteWriter, text: Text): void {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  writer.u64(bytes.length).raw(bytes);
}

function writeValue(writer: ByteWriter, value: ModelValue): void {
  if (value.type === 'array') writeArray(writer, value);
  else writeElement(writer, value.type, value.value);
}

function writeArray(writer: ByteWriter, array: ModelArray): void {
  const elements: readonly (Scalar | ModelArray)[] = [...array.elements];
  writer.u32(valueTypeId(array.elementType)).u64(elements.length);
  for (const element of elements) writeElement(writer, array.elementType, element);
}

type Scalar = number | bigint | boolean | Text;

const WRITERS: Readonly<Record<Exclude<ValueType, 'array'>, (writer: ByteWriter, value: Scalar) => void>> = {
  u8: (writer, value) => writer.u8(Number(value)),
  i8: (writer, value) => writer.i8(Number(value)),
  u16: (writer, value) => writer.u16(Number(value)),
  i16: (writer, value) => writer.i16(Number(value)),
  u32: (writer, value) => writer.u32(Number(value)),
  i32: (writer, value) => writer.i32(Number(value)),
  f32: (writer, value) => writer.f32(Number(value)),
  f64: (writer, value) => writer.f64(Number(value)),
  bool: (writer, value) => writer.u8(value === true ? 1 : 0),
  u64: (writer, value) => writer.u64(value as bigint),
  i64: (writer, value) => writer.i64(value as bigint),
  string: writeText as (writer: ByteWriter, value: Scalar) => void,
};

function writeElement(writer: ByteWriter, type: ValueType, value: Scalar | ModelArray): void {
  if (type === 'array') writeArray(writer, value as ModelArray);
  else WRITERS[type](writer, value as Scalar);
}

function* dataChunks(data: ModelTensor['data']): Iterable<Uint8Array> {
  if (data instanceof Uint8Array) {
    yield data;
    return;
  }
  let length = 0;
  for (const chunk of data.chunks()) {
    length += chunk.length;
    yield chunk;
  }
  if (length !== data.length) {
    throw new RangeError(`expected chunks of ${String(data.length)} bytes in all, found ${String(length)}`);
  }
}

function paddingAfter(length: number, alignment: number): number {
  const rest = length % alignment;
  return rest === 0 ? 0 : alignment - rest;
}
