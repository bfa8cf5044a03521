/**
 * scale: y = factor · x.
 * x and y (tokens, n).
 */
import type { ScaleAttrs } from '../../model/ops/scale.ts';
import { input, type ReferenceOp } from './context.ts';

export const scale: ReferenceOp<ScaleAttrs> = ({ factor }, step) => input(step, 0).map((x) => factor * x);
