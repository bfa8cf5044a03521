import { z } from 'zod';
import { count, layer, verdict } from './common.ts';
import { documentType } from './documentType.ts';

const cell = z.object({
  engine: z.string(),
  layer,
  op: z.string(),
  type: z.string(),
  contract: z.string(),
  kernel: z.string(),
  cases: count,
  worst: z.number().describe('greatest error over its bound'),
  verdicts: z.partialRecord(verdict, count),
  failures: count,
});

export const DIFF_OPS = documentType('diff-ops', 'What `flea-flicker diff ops --json` prints', {
  cells: z.array(cell),
  verdict: z.enum(['pass', 'fail']),
});
