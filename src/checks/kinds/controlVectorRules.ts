import { quoted } from '../../core/printable.ts';
import type { GgufFile, TensorInfo } from '../../gguf/types.ts';
import { MAX_LAYERS } from '../../model/arch/limits.ts';
import type { Findings } from '../../core/findings.ts';

/** Digits only: readers that convert leniently take `direction.1x` for 1, and two names for one layer. */
const DIRECTION = /^direction\.([1-9]\d*)$/;

/** `direction.N`, one vector of the model's width for a layer from 1; layer 0 is the embedding, which has none. */
export function checkControlVector({ tensors }: GgufFile, findings: Findings): void {
  const width = tensors[0]?.dims[0];
  for (const tensor of tensors) {
    const path = `tensors[${String(tensor.index)}]`;
    const layer = Number(DIRECTION.exec(tensor.name)?.[1] ?? NaN);
    if (!(layer <= MAX_LAYERS)) {
      const message = `expected direction.N with N from 1 to ${String(MAX_LAYERS)}, found ${quoted(tensor.name)}`;
      findings.report('control-vector/layer', () => ({ message, path }));
    }
    if (!isDirection(tensor, width)) {
      const found = `${tensor.type.name} of (${tensor.dims.join(', ')})`;
      const message = `${quoted(tensor.name)}: expected F32 of (${String(width)}), found ${found}`;
      findings.report('control-vector/shape', () => ({ message, path }));
    }
  }
}

function isDirection({ type, dims }: TensorInfo, width: number | undefined): boolean {
  return type.name === 'F32' && dims[0] === width && dims.slice(1).every((n) => n === 1);
}
