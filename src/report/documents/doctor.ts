import { z } from 'zod';
import { documentType } from './documentType.ts';

const check = z.object({
  name: z.string(),
  purpose: z.string(),
  found: z.string().nullable(),
  install: z.string().optional(),
});

export const DOCTOR = documentType('doctor', 'What `flea-flicker doctor --json` prints', { checks: z.array(check) });
