import type { OpSpec } from './spec.ts';

/** y = factor · x. Input and output (tokens, n). */
export interface ScaleAttrs {
  readonly factor: number;
}

export const scale: OpSpec<ScaleAttrs> = {
  inputs: 1,
  weights: [0, 0],
  infer: (_attrs, [x]) => x ?? 'expected an input',
  print: ({ factor }) => `factor=${String(factor)}`,
  pack: ({ factor }) => ({ ints: [], floats: [factor] }),
};
