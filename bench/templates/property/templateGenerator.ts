/** Random templates, the same for the same seed and number: sound frames, and such with something odd in them. */
import { Rng } from '../../../src/core/rng.ts';
import { expand, parseGrammar } from './grammar/expand.ts';
import { CONDITIONS } from './grammar/conditions.ts';
import { EXPRESSIONS } from './grammar/expressions.ts';
import { HOLDS } from './grammar/holds.ts';
import { OPERATIONS } from './grammar/operations.ts';
import { PARTS } from './grammar/parts.ts';
import { PIECES } from './grammar/pieces.ts';
import { PROBES } from './grammar/probes.ts';
import { STATEMENTS } from './grammar/statements.ts';

const GRAMMAR = parseGrammar({
  ...EXPRESSIONS,
  ...OPERATIONS,
  ...CONDITIONS,
  ...STATEMENTS,
  ...PROBES,
  ...PARTS,
  ...PIECES,
  ...HOLDS,
});

/** Little to plenty of what sound templates have no need of. */
const MISCHIEFS: readonly number[] = [0.05, 0.3, 1, 2];

export interface GeneratedTemplate {
  readonly source: string;
  /** Draws all else that belongs to this template: conversations, what is said in them. */
  readonly rng: Rng;
}

export function generatedTemplate(seed: number, index: number): GeneratedTemplate {
  const rng = new Rng((BigInt(seed) << 32n) | BigInt(index));
  const conversations = rng.fork(1);
  const source = expand(GRAMMAR, 'template', { rng, mischief: rng.pick(MISCHIEFS) });
  return { source, rng: conversations };
}
