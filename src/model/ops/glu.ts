import { ACTIVATIONS, type Activation } from './activation.ts';
import { widthOf, type OpSpec } from './spec.ts';

/**
 * Gated unit: y = f(gate) · up (Shazeer, 2020). `swiglu_oai` is the clamped unit of gpt-oss: with g = min(gate, 7) and
 * u = clamp(up, −7, 7), y = g · σ(1.702 g) · (u + 1). With a limit, y = f(min(gate, limit)) · clamp(up, −limit, limit).
 * Inputs gate and up, output: (tokens, n).
 */
export interface GluAttrs {
  readonly activation: Activation | 'swiglu_oai';
  /** Not beside `swiglu_oai`, which has its own. */
  readonly limit?: number;
}

const GLU_ACTIVATIONS: readonly GluAttrs['activation'][] = [...ACTIVATIONS, 'swiglu_oai'];

export const glu: OpSpec<GluAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: ({ limit = 1 }, [gate, up]) => {
    if (!(limit > 0)) return 'expected a positive limit';
    return gate && up && widthOf(gate) === widthOf(up) ? gate : 'expected gate and up of one width';
  },
  print: ({ activation, limit }) => `activation=${activation}${limit === undefined ? '' : ` limit=${String(limit)}`}`,
  pack: ({ activation, limit }) => ({
    ints: [GLU_ACTIVATIONS.indexOf(activation)],
    floats: limit === undefined ? [] : [limit],
  }),
  beyondBasic: ({ activation, limit }) =>
    activation !== 'silu' ? `activation ${activation}` : limit === undefined ? null : 'a limit',
};
