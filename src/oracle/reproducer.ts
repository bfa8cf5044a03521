/**
 * A failing case as one JSON file: what failed and the raw bytes, so that it replays without the generator. Arrays are base64
 * of their little-endian bytes.
 */
import { z } from 'zod';
import { EngineError, UsageError } from '../core/errors.ts';
import type { Engine, OpCase, WeightData } from '../engine/engine.ts';
import { OP_KINDS } from '../model/ops/kinds.ts';
import { CONTRACTS, contractHash } from './contracts/contracts.ts';
import { trialOf, type Failure } from './diffOps.ts';
import { LAYER_NAMES, type Judgement } from './layers/layer.ts';
import { layerByName } from './layers/layers.ts';

const attrs = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const weight = z.object({ type: z.string(), rows: z.number().int(), cols: z.number().int(), bytes: z.base64() });

export const reproducerSchema = z.object({
  schema: z.literal('flea-flicker/repro@1'),
  engine: z.string(),
  kernel: z.string().optional(),
  device: z.string(),
  contract: z.object({ id: z.string(), hash: z.string() }),
  layer: z.enum(LAYER_NAMES),
  verdict: z.string(),
  message: z.string(),
  worst: z
    .object({ index: z.number(), got: z.string(), mid: z.string(), rad: z.string(), ratio: z.string() })
    .optional(),
  case: z.object({
    kind: z.enum(OP_KINDS),
    attrs,
    tokens: z.number().int(),
    past: z.number().int(),
    seed: z.number(),
    tokenIds: z.base64().optional(),
    inputs: z.array(z.base64()),
    pastK: z.base64().optional(),
    pastV: z.base64().optional(),
    weights: z.array(weight),
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
    `expected a flea-flicker/repro@1 file, found at ${where || 'the top'}: ${issue?.message ?? ''}`,
  );
}

/** The stored case judged again by its layer. */
export async function replay(repro: Reproducer, engine: Engine, reference: Engine): Promise<Judgement> {
  const c = decodeCase(repro.case);
  const contract = CONTRACTS.get(repro.contract.id);
  if (!contract || contractHash(contract) !== repro.contract.hash) {
    const message = `contract ${repro.contract.id} has changed since the case was stored`;
    throw new EngineError(
      'oracle/contract',
      `${message}: expected hash ${repro.contract.hash}, found ${contract ? contractHash(contract) : 'none'}`,
    );
  }
  return layerByName(repro.layer).judge(trialOf(engine, reference, c.kind, repro.contract.id), c);
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
    ...(c.tokenIds !== undefined && { tokenIds: new Int32Array(fromBase64(c.tokenIds).buffer) }),
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

function floats(text: string): Float32Array {
  const bytes = fromBase64(text);
  if (bytes.length % 4 !== 0)
    throw new UsageError('usage/reproducer', `expected whole floats, found ${String(bytes.length)} bytes`);
  return new Float32Array(bytes.buffer);
}
