import type { OpSpec } from './spec.ts';

/** y = min(max(x, −limit), limit). Input and output (tokens, n). */
export interface ClampAttrs {
  readonly limit: number;
}

export const clamp: OpSpec<ClampAttrs> = {
  inputs: 1,
  weights: [0, 0],
  infer: ({ limit }, [x]) => (x && limit > 0 ? x : 'expected an input and a positive limit'),
  print: ({ limit }) => `limit=${String(limit)}`,
  pack: ({ limit }) => ({ ints: [], floats: [limit] }),
};
