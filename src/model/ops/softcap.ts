import type { OpSpec } from './spec.ts';

/** y = cap · tanh(x / cap) (Gemma Team, 2024). Input and output (tokens, n). */
export interface SoftcapAttrs {
  readonly cap: number;
}

export const softcap: OpSpec<SoftcapAttrs> = {
  inputs: 1,
  weights: [0, 0],
  infer: ({ cap }, [x]) => (x && cap > 0 ? x : 'expected an input and a positive cap'),
  print: ({ cap }) => `cap=${String(cap)}`,
  pack: ({ cap }) => ({ ints: [], floats: [cap] }),
};
