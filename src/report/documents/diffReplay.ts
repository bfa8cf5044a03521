import { z } from 'zod';
import { layer, verdict } from './common.ts';
import { documentType } from './documentType.ts';

export const DIFF_REPLAY = documentType('diff-replay', 'What `flea-flicker diff --replay CASE.json --json` prints', {
  engine: z.string(),
  op: z.string(),
  layer,
  judgement: verdict,
  message: z.string().optional().describe('what was expected and what was found'),
  stored: verdict.describe('the verdict that was stored with the case'),
  verdict: z.enum(['pass', 'fail']),
});
