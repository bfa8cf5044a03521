import { z } from 'zod';
import { count, verdict } from './common.ts';
import { documentType } from './documentType.ts';

const op = z.object({
  index: count,
  op: z.string(),
  kind: z.string(),
  kernel: z.string(),
  local: verdict,
  worst: z.number().describe('greatest error over its bound'),
  accumulated: z.number().nullable(),
  failed: z.boolean(),
});

export const DIFF_MODEL = documentType('diff-model', 'What `flea-flicker diff model --json` prints', {
  engine: z.string(),
  ops: z.array(op),
  first_failure: z.string().nullable(),
});
