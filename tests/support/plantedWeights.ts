import type { GgufModel } from '../../src/gguf/model.ts';

/** The model with some elements of a tensor of F32 changed. Throws where it has no such tensor. */
export function withFloats(
  model: GgufModel,
  name: string,
  changes: readonly (readonly [index: number, value: number])[],
): GgufModel {
  if (!model.tensors.some((tensor) => tensor.name === name)) throw new RangeError(`expected a tensor ${name}`);
  const tensors = model.tensors.map((tensor) => {
    if (tensor.name !== name || !(tensor.data instanceof Uint8Array)) return tensor;
    const data = tensor.data.slice();
    const view = new DataView(data.buffer);
    for (const [index, value] of changes) view.setFloat32(4 * index, value, true);
    return { ...tensor, data };
  });
  return { ...model, tensors };
}
