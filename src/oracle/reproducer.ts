/**
 * A failing case as one JSON file: what failed and the raw bytes, so that it replays without the generator. Arrays are base64
 * of their little-endian bytes.
 */
import { z } from 'zod';
import { EngineError, UsageError } from '../core/errors.ts';
import { printable } from '../core/printable.ts';
import { VERDICTS } from '../core/verdict.ts';
import type { Engine, OpCase, WeightData } from '../engine/engine.ts';
import { OP_KINDS } from '../model/ops/kinds.ts';
import { checkCase } from './checkCase.ts';
import { CONTRACTS, contractHash } from './contracts/contracts.ts';
import { trialOf, type Failure } from './diffOps.ts';
import { LAYER_NAMES, type Judgement } from './layers/layer.ts';
import { layerByName } from './layers/layers.ts';

/** Names and the like: longer than any, and short enough to print. */
const name = z.string().max(100);
/** A pattern over a whole array would cost its matcher a place on the stack for every four characters. */
const base64 = z.string().refine((text) => text.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(text), 'expected base64');
const count = z.int().min(0);
const attrs = z
  .record(z.string().regex(/^[A-Za-z][A-Za-z0-9]{0,39}$/), z.union([z.number(), name, z.boolean()]))
  .refine((all) => Object.keys(all).length <= 32, 'expected at most 32 attributes');
const weight = z.object({ type: name, rows: count, cols: count, bytes: base64 });

/** The most of each that an op takes is 4; a case beyond is refused by its kind. */
const OPERANDS = 16;

const reproducerSchema = z.object({
  schema: z.literal('flea-flicker/repro@1'),
  engine: name,
  kernel: name.optional(),
  device: name,
  contract: z.object({ id: name, hash: name }),
  layer: z.enum(LAYER_NAMES),
  verdict: z.enum(VERDICTS),
  message: z.string(),
  worst: z
    .object({ index: z.number(), got: z.string(), mid: z.string(), rad: z.string(), ratio: z.string() })
    .optional(),
  case: z.object({
    kind: z.enum(OP_KINDS),
    attrs,
    tokens: count,
    past: count,
    seed: z.number(),
    tokenIds: base64.optional(),
    inputs: z.array(base64).max(OPERANDS),
    pastK: base64.optional(),
    pastV: base64.optional(),
    weights: z.array(weight).max(OPERANDS),
  }),
});

export type Reproducer = z.infer<typeof reproducerSchema>;

export function toReproducer(engine: Engine, { layer, case: c, judgement, contract }: Failure): Reproducer {
  const { mismatch } = judgement;
  const known = CONTRACTS.get(contract);
  return {
    schema: 'flea-flicker/repro@1',
    engine: engine.name,
    ...(judgement.kernel === undefined ? {} : { kernel: judgement.kernel }),
    device: engine.describe().device,
    contract: { id: contract, hash: known ? contractHash(known) : '' },
    layer,
    verdict: judgement.verdict,
    message: judgement.message ?? '',
    ...(mismatch && {
      worst: {
        index: mismatch.index,
        got: String(mismatch.got),
        mid: String(mismatch.mid),
        rad: String(mismatch.rad),
        ratio: String(mismatch.ratio),
      },
    }),
    case: encodeCase(c),
  };
}

function encodeCase(c: OpCase): Reproducer['case'] {
  return {
    kind: c.kind,
    attrs: { ...c.attrs },
    tokens: c.tokens,
    past: c.past,
    seed: c.seed,
    inputs: c.inputs.map(toBase64),
    weights: c.weights.map((w) => ({ ...w, bytes: toBase64(w.bytes) })),
    ...(c.tokenIds && { tokenIds: toBase64(c.tokenIds) }),
    ...(c.pastK && { pastK: toBase64(c.pastK) }),
    ...(c.pastV && { pastV: toBase64(c.pastV) }),
  };
}

/** Throws UsageError `usage/reproducer` when `json` is none. */
export function parseReproducer(json: unknown): Reproducer {
  const result = reproducerSchema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new UsageError(
    'usage/reproducer',
    `expected a flea-flicker/repro@1 file, found at ${printable(where) || 'the top'}: ${printable(issue?.message ?? '', 200)}`,
  );
}

/** The stored case judged again by its layer. Throws UsageError `usage/reproducer` for one that no generator makes. */
export async function replay(repro: Reproducer, engine: Engine, reference: Engine): Promise<Judgement> {
  const c = decodeCase(repro.case);
  checkCase(c);
  const contract = CONTRACTS.get(repro.contract.id);
  if (!contract || contractHash(contract) !== repro.contract.hash) {
    const message = `contract ${printable(repro.contract.id)} has changed since the case was stored`;
    throw new EngineError(
      'oracle/contract',
      `${message}: expected hash ${printable(repro.contract.hash)}, found ${contract ? contractHash(contract) : 'none'}`,
    );
  }
  const trial = trialOf(engine, reference, c.kind, repro.contract.id);
  try {
    return await layerByName(repro.layer).judge(trial, c);
  } catch (cause) {
    if (!(cause instanceof RangeError || cause instanceof TypeError)) throw cause;
    // Values that the layer's exact arithmetic has no place for: a NaN, a scale beyond its lattice.
    const found = `that it cannot be: ${printable(cause.message, 200)}`;
    throw new UsageError('usage/reproducer', `case: expected one that layer ${repro.layer} can judge, found ${found}`, {
      cause,
    });
  }
}

function decodeCase(c: Reproducer['case']): OpCase {
  return {
    kind: c.kind,
    attrs: c.attrs,
    tokens: c.tokens,
    past: c.past,
    seed: c.seed,
    inputs: c.inputs.map(floats),
    weights: c.weights.map((w): WeightData => ({ ...w, bytes: fromBase64(w.bytes) })),
    ...(c.tokenIds !== undefined && { tokenIds: new Int32Array(wholeWords(c.tokenIds).buffer) }),
    ...(c.pastK !== undefined && { pastK: floats(c.pastK) }),
    ...(c.pastV !== undefined && { pastV: floats(c.pastV) }),
  } as unknown as OpCase;
}

function toBase64(array: Float32Array | Int32Array | Uint8Array): string {
  return Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString('base64');
}

/** A copy in a buffer of its own: aligned, and nothing around it. */
function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, 'base64'));
}

/** Bytes of float32 or int32. */
function wholeWords(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64(text);
  if (bytes.length % 4 === 0) return bytes;
  throw new UsageError(
    'usage/reproducer',
    `case: expected whole numbers of 4 bytes, found ${String(bytes.length)} bytes`,
  );
}

function floats(text: string): Float32Array {
  return new Float32Array(wholeWords(text).buffer);
}
