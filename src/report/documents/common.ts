import { z } from 'zod';
import { VERDICTS } from '../../core/verdict.ts';

/** A number of things, or a place in a list. */
export const count = z.int().min(0);

export const verdict = z.enum(VERDICTS);

/** What the oracle compares by, in the order in which it does. */
export const layer = z.enum(['lattice', 'bound', 'metamorphic', 'hygiene', 'domain']);
