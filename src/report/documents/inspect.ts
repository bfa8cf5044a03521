import { z } from 'zod';
import { count } from './common.ts';
import { documentType } from './documentType.ts';

const bytes = count.describe('bytes');

const program = z.object({
  ops: count,
  n_layer: count,
  n_embd: count,
  n_vocab: count,
  n_ctx_train: count,
  weight_bytes: bytes,
  cache_bytes_per_position: bytes.describe('bytes of keys and values in f32'),
});

const tokenizer = z.object({
  model: z.string(),
  pre: z.string().nullable(),
  tokens: count,
  merges: count,
  bos: count.nullable(),
  eos: count.nullable(),
  add_bos: z.boolean(),
});

const tensor = z.object({
  name: z.string(),
  type: z.string(),
  dims: z.array(count),
  bytes,
  offset: count.describe('byte in the file'),
});

const pair = z.object({
  key: z.string(),
  type: z.string().describe('of the value; of an array, that of its elements'),
  length: count.optional().describe('of an array, whose elements are not told'),
  value: z.union([z.string(), z.number(), z.boolean()]).optional().describe('64-bit integers as text; text is cut'),
});

export const INSPECT = documentType('inspect', 'What `flea-flicker inspect FILE --json` prints', {
  file: z.object({
    path: z.string(),
    bytes,
    gguf_version: count,
    little_endian: z.boolean(),
    metadata_bytes: bytes,
  }),
  name: z.string().nullable(),
  architecture: z.string().nullable(),
  parameters: count,
  types: z.array(z.object({ type: z.string(), tensors: count, bytes })).describe('most bytes first'),
  program: program.nullable(),
  unsupported: z.array(z.string()).describe('why there is no program'),
  tokenizer: tokenizer.nullable(),
  template_characters: count.nullable(),
  findings: count.describe('while it was read; `check` runs every rule'),
  metadata: z.array(pair).optional().describe('with --metadata'),
  tensors: z.array(tensor).optional().describe('with --tensors'),
});
