/**
 * temperature: y[t] = x[t] · (1 + scale · ln(1 + ⌊(p + 1) / length⌋)), p = past + t (Nakanishi, "Scalable-Softmax Is Superior for
 * Attention", 2025; Meta, Llama 4, 2025). x and y (tokens, n).
 */
import type { TemperatureAttrs } from '../../model/ops/temperature.ts';
import { input, type ReferenceOp } from './context.ts';

export const temperature: ReferenceOp<TemperatureAttrs> = ({ scale, length }, step) => {
  const x = input(step, 0);
  const n = x.length / step.tokens;
  const factors = Float64Array.from({ length: step.tokens }, (_, t) => {
    return 1 + scale * Math.log1p(Math.floor((step.past + t + 1) / length));
  });
  return x.map((v, i) => v * (factors[Math.floor(i / n)] as number));
};
