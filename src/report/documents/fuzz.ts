import { z } from 'zod';
import { count } from './common.ts';
import { documentType } from './documentType.ts';

const kind = z.enum(['jazzer', 'libfuzzer']);

const finding = z.object({
  kind: z.enum(['crash', 'timeout', 'out-of-memory', 'leak', 'regression', 'not-repeated']),
  signature: z.string().describe('the same for the same defect'),
  path: z.string(),
  minimised_path: z.string().nullable(),
  stack: z.string(),
  replay: z.string().describe('the command that shows it again'),
});

export const FUZZ = documentType('fuzz', 'What `flea-flicker fuzz TARGET --json` prints', {
  target: z.string(),
  kind,
  seed: z.int().min(1),
  seconds: z.number().min(0).describe('of fuzzing alone'),
  executions: count,
  execs_per_second: count,
  coverage: count.describe('edges'),
  features: count,
  corpus: count.describe('inputs in the grown corpus'),
  regressions: count.describe('inputs that once failed and were replayed first'),
  findings: z.array(finding),
  interrupted: z.boolean(),
  verdict: z.enum(['pass', 'fail', 'undecided']),
});

export const FUZZ_TARGETS = documentType('fuzz-targets', 'What `flea-flicker fuzz --json` prints', {
  targets: z.array(z.object({ name: z.string(), kind, title: z.string() })),
});

const control = z.object({
  name: z.string(),
  plants: z.string().describe('what is planted'),
  found: z.boolean(),
  seconds: z.number().min(0),
  executions: count,
  signature: z.string().nullable(),
  died: z.string().nullable(),
});

export const FUZZ_CONTROLS = documentType('fuzz-controls', 'What `flea-flicker fuzz TARGET --planted --json` prints', {
  target: z.string(),
  controls: z.array(control),
  verdict: z.enum(['pass', 'fail']),
});

export const FUZZ_REPLAY = documentType('fuzz-replay', 'What `flea-flicker fuzz TARGET --replay FILE --json` prints', {
  target: z.string(),
  path: z.string(),
  crash: z.object({ kind: z.string(), signature: z.string(), stack: z.string() }).nullable(),
  verdict: z.enum(['pass', 'fail']),
});
