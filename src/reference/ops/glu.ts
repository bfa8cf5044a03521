/**
 * glu: y = f(gate) · up (Shazeer, "GLU Variants Improve Transformer", 2020). `swiglu_oai` (OpenAI, gpt-oss, 2025): with
 * g = min(gate, 7) and u = clamp(up, −7, 7), y = g / (1 + e^(−1.702 g)) · (u + 1).
 * gate, up and y (tokens, n).
 */
import type { GluAttrs } from '../../model/ops/glu.ts';
import { input, type ReferenceOp } from './context.ts';
import { FUNCTIONS } from './functions.ts';

const OAI_LIMIT = 7;
const OAI_ALPHA = 1.702;

export const glu: ReferenceOp<GluAttrs> = ({ activation }, step) => {
  const up = input(step, 1);
  if (activation === 'swiglu_oai') return input(step, 0).map((gate, i) => swigluOai(gate, up[i] as number));
  const f = FUNCTIONS[activation];
  return input(step, 0).map((gate, i) => f(gate) * (up[i] as number));
};

function swigluOai(gate: number, up: number): number {
  const g = Math.min(gate, OAI_LIMIT);
  const u = Math.min(Math.max(up, -OAI_LIMIT), OAI_LIMIT);
  return (g / (1 + Math.exp(-OAI_ALPHA * g))) * (u + 1);
}
