import type { NoAttrs, OpSpec } from './spec.ts';

/** Rows of a table chosen by token id: y[t] = W[token[t]]. Input (tokens), weight (n_vocab, n_embd), output (tokens, n_embd). */
export type EmbedAttrs = NoAttrs;

export const embed: OpSpec<EmbedAttrs> = {
  inputs: 1,
  weights: [1, 1],
  infer: (_attrs, [tokens], [table]) =>
    tokens?.length === 1 && table ? ['tokens', table.cols] : 'expected token ids of shape (tokens) and one table',
  print: () => '',
  pack: () => ({ ints: [], floats: [] }),
};
