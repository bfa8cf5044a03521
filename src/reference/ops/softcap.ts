/**
 * softcap: y = cap · tanh(x / cap) (Gemma Team, "Gemma 2", 2024).
 * x and y (tokens, n).
 */
import type { SoftcapAttrs } from '../../model/ops/softcap.ts';
import { input, type ReferenceOp } from './context.ts';

export const softcap: ReferenceOp<SoftcapAttrs> = ({ cap }, step) =>
  input(step, 0).map((x) => cap * Math.tanh(x / cap));
