/** The flow analysis with a label dropped: what the property must find. Edits of the compiled modules, each at one place. */
import { AROUNDS } from './arounds.ts';
import { LABELS } from './labels.ts';
import type { Mutant } from './mutant.ts';
import { PIECES } from './pieces.ts';
import { SCOPES } from './scopes.ts';
import { SHAPES } from './shapes.ts';

export const MUTANTS: readonly Mutant[] = [...LABELS, ...PIECES, ...SCOPES, ...SHAPES, ...AROUNDS];
