import { z } from 'zod';
import { count } from './common.ts';
import { documentType } from './documentType.ts';

const position = z.object({
  token: count,
  top: z.array(z.object({ id: count, logit: z.number() })),
  lse: z.number().describe('logarithm of the sum of the exponentials of all logits'),
});

export const LOGITS = documentType('logits', 'What `flea-flicker logits --json` prints', {
  positions: z.array(position),
});
