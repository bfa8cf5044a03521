import { z } from 'zod';
import { count, layer, verdict } from './common.ts';
import { documentType } from './documentType.ts';

const kill = z.object({
  mutant: z.string(),
  what: z.string(),
  by: z.object({ layer, cases: count, verdict }).nullable(),
  layers: z.array(layer),
  nmse: z.boolean(),
  allclose: z.boolean(),
});

const elsewhere = z.object({
  mutant: z.string(),
  what: z.string(),
  lane: z.string().describe('of the catalogue'),
  killers: z.array(z.string()),
  run: z.string().describe('The command that must kill it.'),
});

export const MUTANTS = documentType('mutants', 'What `flea-flicker diff mutants --json` prints', {
  kills: z.array(kill),
  killed: count,
  all: count,
  missed: z
    .array(z.object({ mutant: z.string(), layer }))
    .describe('Layers that the catalogue says kill a version, and that did not within the cases.')
    .optional(),
  leftOut: z.array(z.string()).describe('Versions of an instruction set that this processor lacks.').optional(),
  elsewhere: z
    .array(elsewhere)
    .describe("Wrong versions that are not the oracle's to kill: counted in none of the above, and not run.")
    .optional(),
});
