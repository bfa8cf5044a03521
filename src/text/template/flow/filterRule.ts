import type { Filter } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import type { Value } from './value.ts';

/** What comes of a filter. */
export type FilterRule = (a: Analysis, e: Filter, operand: Operand, args: readonly Operand[]) => Value;
