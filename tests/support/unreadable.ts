/** Files of which a part cannot be read, and it is known why without asking whoever reads them: by how they were made. */
import { ggufBytes, ggufWith, patched, strings, tensor, text, u64, valueOffset } from '../../corpus/ggufBytes.ts';
import { SOUND, SOUND_MODEL } from '../../corpus/modelCases.ts';
import type { GgufModel, ModelTensor } from '../../src/gguf/model.ts';
import { writeGguf } from '../../src/gguf/write.ts';

/** Where the last byte of tensor data ends: what comes after it is padding. `bytes` is what is written of `model`. */
export function endOfData(bytes: Uint8Array, { tensors, metadata }: GgufModel): number {
  const own = metadata.find(([key]) => key === 'general.alignment')?.[1];
  const alignment = own?.type === 'u32' ? own.value : 32;
  const last = tensors.at(-1)?.data.length ?? 0;
  return bytes.length - ((alignment - (last % alignment)) % alignment);
}

const VALUE = ggufWith(['x', { type: 'bool', value: true }], ['y', text('behind it')]);
const LIST = ggufWith(['x', strings('one', 'two')], ['y', text('behind it')]);

/** The sound model with its first tensor changed. */
const withFirst = (change: Partial<ModelTensor>): Uint8Array =>
  writeGguf({ ...SOUND, tensors: SOUND.tensors.map((t, i) => (i === 0 ? { ...t, ...change } : t)) });

const typeOf = (id: number): readonly number[] => [...new Uint8Array(Uint32Array.of(id).buffer)];

/** By name. */
export const UNREADABLE: Readonly<Record<string, Uint8Array>> = {
  'no bytes': new Uint8Array(0),
  'another magic': patched(SOUND_MODEL, 0, [0x67]),
  'version 4': patched(SOUND_MODEL, 4, [4]),
  'a count of keys that the file cannot hold': patched(SOUND_MODEL, 16, u64(2n ** 40n)),
  'a count of tensors that the file cannot hold': patched(SOUND_MODEL, 8, u64(2n ** 40n)),
  'a value of an unknown type': patched(VALUE, valueOffset(VALUE, 'x') - 4, typeOf(13)),
  'a value of type 2^32 - 1': patched(VALUE, valueOffset(VALUE, 'x') - 4, typeOf(2 ** 32 - 1)),
  'elements of an unknown type': patched(LIST, valueOffset(LIST, 'x'), typeOf(77)),
  'a string longer than the file': patched(LIST, valueOffset(LIST, 'y'), u64(2n ** 33n)),
  'a list longer than the file': patched(LIST, valueOffset(LIST, 'x') + 4, u64(2n ** 50n)),
  'a key longer than the file': patched(LIST, 24, u64(2n ** 63n)),
  'a key twice': ggufWith(['x', text('one')], ['x', text('another')]),
  'an alignment of 3': ggufWith(['general.alignment', { type: 'u32', value: 3 }]),
  '65 dimensions': withFirst({ dims: new Array<number>(65).fill(1) }),
  '5 dimensions': withFirst({ dims: [1, 1, 1, 1, 1] }),
  'no dimensions': withFirst({ dims: [] }),
  'a dimension of 0': withFirst({ dims: [0] }),
  'an unknown tensor type': withFirst({ type: 1234 }),
  'a removed tensor type': withFirst({ type: 36 }),
  'half a block': withFirst({ type: 8, dims: [33] }),
  'more elements than numbers': withFirst({ dims: [2n ** 63n, 2n ** 63n] }),
  'a tensor beyond the file': withFirst({ offset: 2 ** 40 }),
  'a tensor beyond every file': withFirst({ offset: 2n ** 64n - 32n }),
  'two tensors of one name': ggufBytes({ tensors: [tensor('a'), tensor('a')] }),
  'two tensors in one place': ggufBytes({ tensors: [tensor('a'), tensor('b', { offset: 0 })] }),
};
