import { z } from 'zod';
import { count } from './common.ts';
import { documentType } from './documentType.ts';

export const TOKENIZE = documentType('tokenize', 'What `flea-flicker tokenize --json` prints', {
  results: z.array(z.object({ tokens: z.array(count) })),
});
