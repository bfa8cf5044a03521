import { z } from 'zod';
import { acceptanceFields, isBound, UNBOUND } from '../checks/acceptanceSchema.ts';

/** A finding that does not count, in files with these bytes. */
const suppressSchema = z
  .strictObject({ ...acceptanceFields, rule: z.string().min(1).describe('A rule, or a pattern such as gguf/*.') })
  .refine(isBound, { message: UNBOUND });

/** Paths are taken as the command line takes them: from the working directory. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal('flea-flicker/config@1'),
  files: z.array(z.string()).optional(),
  profile: z.string().optional(),
  limits: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  fail_on: z.string().optional(),
  suppress: z.array(suppressSchema).optional(),
  severities: z.record(z.string(), z.enum(['error', 'warning', 'note'])).optional(),
  numbers: z.boolean().optional(),
  baseline: z.string().optional(),
  sha256: z.string().optional(),
  max_model_size: z.string().optional(),
  format: z.array(z.string()).optional(),
  cases: z.number().int().optional(),
  seed: z.number().int().optional(),
  repros: z.string().optional(),
  fuzz: z.string().optional(),
  fuzz_out: z.string().optional(),
  engine: z.string().optional(),
  n_tokens: z.number().int().optional(),
  temperature: z.number().optional(),
  top_k: z.number().int().optional(),
  top_p: z.number().optional(),
  min_p: z.number().optional(),
  repeat_penalty: z.number().optional(),
  repeat_last_n: z.number().int().optional(),
  stop: z.array(z.string()).optional(),
});

export type Config = z.infer<typeof configSchema>;
