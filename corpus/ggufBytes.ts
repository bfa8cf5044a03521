import type { ByteSource } from '../src/core/byteSource.ts';
import type { GgufModel, ModelArray, ModelTensor, ModelValue, Text } from '../src/gguf/model.ts';
import { bufferSource } from '../src/gguf/source.ts';
import { tensorType } from '../src/gguf/tensorTypes.ts';
import { writeGguf } from '../src/gguf/write.ts';

export const ARCHITECTURE: readonly [Text, ModelValue] = ['general.architecture', { type: 'string', value: 'blank' }];

/** A tensor of eight F32 values, 32 bytes: exactly the default alignment, so nothing is padded. */
export function tensor(name: Text, overrides: Partial<ModelTensor> = {}): ModelTensor {
  return { name, dims: [8], type: tensorType('F32'), data: new Uint8Array(32), ...overrides };
}

/** The smallest file without any finding, with changes. */
export function ggufBytes(overrides: Partial<GgufModel> = {}): Uint8Array {
  return writeGguf({ metadata: [ARCHITECTURE], tensors: [tensor('a')], ...overrides });
}

/** As {@link ggufBytes}, with more key-value pairs. */
export function ggufWith(...pairs: readonly (readonly [Text, ModelValue])[]): Uint8Array {
  return ggufBytes({ metadata: [ARCHITECTURE, ...pairs] });
}

export function text(value: Text): ModelValue {
  return { type: 'string', value };
}

export function strings(...elements: readonly Text[]): ModelArray {
  return { type: 'array', elementType: 'string', elements };
}

/** A copy with `patch` written over the bytes from `at`. */
export function patched(bytes: Uint8Array, at: number, patch: readonly number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(patch, at);
  return copy;
}

/** Where the value of `key` begins, after its type. `key` occurs once in the file. */
export function valueOffset(bytes: Uint8Array, key: string): number {
  const at = Buffer.from(bytes).indexOf(key, 0, 'latin1');
  if (at < 0) throw new RangeError(`expected the key ${key} in the file`);
  return at + key.length + 4;
}

/** Little-endian bytes of a u64. */
export function u64(value: bigint): number[] {
  return [...new Uint8Array(BigUint64Array.of(value).buffer)];
}

export interface CountingSource extends ByteSource {
  /** Bytes handed out so far. */
  bytesRead: number;
}

/** Counts what is read. Throws where a read is out of range: the parser must never ask for that. */
export function countingSource(bytes: Uint8Array): CountingSource {
  const inner = bufferSource(bytes);
  return {
    size: inner.size,
    name: inner.name,
    bytesRead: 0,
    read(offset, into) {
      inner.read(offset, into);
      this.bytesRead += into.length;
    },
  };
}

/** A file of any size that is zero after its first bytes: nothing of it is in memory. */
export function sparseSource(head: Uint8Array, size: number): CountingSource {
  return {
    size,
    name: '<sparse>',
    bytesRead: 0,
    read(offset, into) {
      into.fill(0);
      if (offset < head.length) into.set(head.subarray(offset, offset + into.length));
      this.bytesRead += into.length;
    },
  };
}
