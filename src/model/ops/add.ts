import { widthOf, type NoAttrs, type OpSpec } from './spec.ts';

/** y = a + b, element by element. Both inputs and the output are (tokens, n). */
export type AddAttrs = NoAttrs;

export const add: OpSpec<AddAttrs> = {
  inputs: 2,
  weights: [0, 0],
  infer: (_attrs, [a, b]) => (a && b && widthOf(a) === widthOf(b) ? a : 'expected two inputs of one width'),
  print: () => '',
  pack: () => ({ ints: [], floats: [] }),
};
