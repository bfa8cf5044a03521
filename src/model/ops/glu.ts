import { ACTIVATIONS, type Activation } from './activation.ts';
import { widthOf, type OpSpec } from './spec.ts';

/**
 * Gated unit: y = f(gate) · up (Shazeer, 2020). `swiglu_oai` is the clamped unit of gpt-oss: with g = min(gate, 7) and
 * u = clamp(up, −7, 7), y = g · σ(1.702 g) · (u + 1). Inputs gate and up, output: (tokens, n).
 */
export interface GluAttrs {
  readonly activation: Activation | 'swiglu_oai';
}

export const GLU_ACTIVATIONS: readonly GluAttrs['activation'][] = [...ACTIVATIONS, 'swiglu_oai'];

export const glu: OpSpec<GluAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: (_attrs, [gate, up]) =>
    gate && up && widthOf(gate) === widthOf(up) ? gate : 'expected gate and up of one width',
  print: ({ activation }) => `activation=${activation}`,
  pack: ({ activation }) => ({ ints: [GLU_ACTIVATIONS.indexOf(activation)], floats: [] }),
  beyondBasic: ({ activation }) => (activation === 'silu' ? null : `activation ${activation}`),
};
