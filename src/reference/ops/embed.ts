/**
 * embed: y[t] = W[token[t]].
 * W (n_vocab, n_embd), output (tokens, n_embd).
 */
import { EngineError } from '../../core/errors.ts';
import type { EmbedAttrs } from '../../model/ops/embed.ts';
import { weight, type ReferenceOp } from './context.ts';

export const embed: ReferenceOp<EmbedAttrs> = (_attrs, step) => {
  const table = weight(step, 0);
  const out = new Float64Array(step.tokens * table.cols);
  step.tokenIds.forEach((id, t) => {
    if (id < 0 || id >= table.rows) {
      const expected = `a token id from 0 to ${String(table.rows - 1)}`;
      throw new EngineError('step/token-range', `expected ${expected}, found ${String(id)} at place ${String(t)}`);
    }
    table.row(id, out, t * table.cols);
  });
  return out;
};
