import { EngineError } from '../../core/errors.ts';
import type { QuantError } from './error.ts';

interface Domain {
  readonly type: string;
  readonly blockSize: number;
  readonly error: QuantError;
}

/** Throws EngineError, with the codes that `QuantFormat.quantize` promises, on values that no blocks of a format are made of. */
export function checkValues({ type, blockSize, error }: Domain, values: Float64Array): void {
  const [low, high] = error.range;
  if (values.length % blockSize !== 0) {
    const expected = `a multiple of ${String(blockSize)} values`;
    throw new EngineError('quant/length', `${type}: expected ${expected}, found ${String(values.length)}`);
  }
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value >= low && value <= high) continue;
    const found = `found ${String(value)} at element ${String(i)}`;
    if (!Number.isFinite(value)) throw new EngineError('quant/not-finite', `${type}: expected finite values, ${found}`);
    throw new EngineError('quant/range', `${type}: expected ${String(low)} to ${String(high)}, ${found}`);
  }
}
