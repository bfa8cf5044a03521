/** Every type of document whose JSON Schema is written from it. */
import type { z } from 'zod';
import { DIFF_MODEL } from './diffModel.ts';
import { DIFF_OPS } from './diffOps.ts';
import { DIFF_REPLAY } from './diffReplay.ts';
import { DOCTOR } from './doctor.ts';
import type { DocumentType } from './documentType.ts';
import { FUZZ, FUZZ_CONTROLS, FUZZ_REPLAY, FUZZ_TARGETS } from './fuzz.ts';
import { INSPECT } from './inspect.ts';
import { LOGITS } from './logits.ts';
import { MUTANTS } from './mutants.ts';
import { TOKENIZE } from './tokenize.ts';

export const DOCUMENTS: readonly DocumentType<z.ZodRawShape>[] = [
  DIFF_MODEL,
  DIFF_OPS,
  DIFF_REPLAY,
  DOCTOR,
  FUZZ,
  FUZZ_CONTROLS,
  FUZZ_REPLAY,
  FUZZ_TARGETS,
  INSPECT,
  LOGITS,
  MUTANTS,
  TOKENIZE,
];
