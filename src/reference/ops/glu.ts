/**
 * glu: y = f(gate) · up (Shazeer, "GLU Variants Improve Transformer", 2020). `swiglu_oai` (OpenAI, gpt-oss, 2025): with
 * g = min(gate, 7) and u = clamp(up, −7, 7), y = g / (1 + e^(−1.702 g)) · (u + 1). With a limit, y = f(min(gate, limit)) · clamp(up, −limit, limit).
 * gate, up and y (tokens, n).
 */
import type { GluAttrs } from '../../model/ops/glu.ts';
import { input, type ReferenceOp } from './context.ts';
import { FUNCTIONS } from './functions.ts';

const OAI_LIMIT = 7;
const OAI_ALPHA = 1.702;

export const glu: ReferenceOp<GluAttrs> = ({ activation, limit = Infinity }, step) => {
  const up = input(step, 1);
  if (activation === 'swiglu_oai') return input(step, 0).map((gate, i) => swigluOai(gate, up[i] as number));
  const f = FUNCTIONS[activation];
  return input(step, 0).map((gate, i) => f(Math.min(gate, limit)) * clamped(up[i] as number, limit));
};

function swigluOai(gate: number, up: number): number {
  const g = Math.min(gate, OAI_LIMIT);
  return (g / (1 + Math.exp(-OAI_ALPHA * g))) * (clamped(up, OAI_LIMIT) + 1);
}

function clamped(x: number, limit: number): number {
  return Math.min(Math.max(x, -limit), limit);
}
