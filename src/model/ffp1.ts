/**
 * FFP1: the Program in compact binary, little-endian fixed-size tables, for the native engines. The layout is written down
 * in `native/include/ff/ffp1.h`; the C++ side validates every field again. Weights are referred to by their place in the
 * table, which is the order of `Program.weights`.
 */
import { OP_KINDS } from './ops/kinds.ts';
import { OP_SPECS } from './ops/specs.ts';
import type { OpSpec } from './ops/spec.ts';
import type { Op, Program, Value } from './program.ts';
import { tensorType } from '../gguf/tensorTypes.ts';

export const FFP1_MAGIC = 0x31504646;
const FFP1_VERSION = 1;
const FFP1_NONE = 0xffffffff;

const HEADER_BYTES = 32;
const VALUE_BYTES = 16;
const WEIGHT_BYTES = 24;
const CACHE_BYTES = 16;
const OP_BYTES = 112;
const MAX_INPUTS = 4;
const MAX_WEIGHTS = 4;
const MAX_INTS = 6;
const MAX_FLOATS = 4;

const ROLES: readonly Value['role'][] = ['input', 'activation', 'output'];

/** Appends little-endian fields to a buffer of known size. */
class FieldWriter {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u32(value: number): void {
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  u64(value: number): void {
    this.#view.setBigUint64(this.#at, BigInt(value), true);
    this.#at += 8;
  }

  f64(value: number): void {
    this.#view.setFloat64(this.#at, value, true);
    this.#at += 8;
  }

  /** `count` u32 slots: `values`, then FFP1_NONE. */
  slots(values: readonly number[], count: number, fill: number): void {
    for (let i = 0; i < count; i++) this.u32(values[i] ?? fill);
  }
}

/** The names of the weights in the order in which FFP1 numbers them. */
export function weightOrder(program: Program): readonly string[] {
  return [...program.weights.keys()];
}

export function encodeFfp1(program: Program): Uint8Array {
  const { values, weights, caches, ops } = program;
  const total =
    HEADER_BYTES +
    values.length * VALUE_BYTES +
    weights.size * WEIGHT_BYTES +
    caches.length * CACHE_BYTES +
    ops.length * OP_BYTES;
  const bytes = new Uint8Array(total);
  const out = new FieldWriter(bytes);
  const order = new Map(weightOrder(program).map((name, i) => [name, i]));
  out.slots([FFP1_MAGIC, FFP1_VERSION, values.length, weights.size, caches.length, ops.length, total, 0], 8, 0);
  for (const value of values) writeValue(out, value);
  for (const weight of weights.values()) {
    out.slots([tensorType(weight.type).id, weight.rows, weight.cols, weight.slices ?? 1], 4, 0);
    out.u64(weight.bytes);
  }
  for (const cache of caches) out.slots([cache.nHeadKv, cache.headDim, cache.layer, 0], 4, 0);
  for (const op of ops) writeOp(out, op, order);
  return bytes;
}

/** Values are (tokens), (tokens, width) or (rows, width): rows is 0 for `tokens`, width is 1 for token ids. */
function writeValue(out: FieldWriter, value: Value): void {
  const [rows, width = 1] = value.shape;
  out.slots([ROLES.indexOf(value.role), rows === 'tokens' ? 0 : (rows ?? 0), width as number, 0], 4, 0);
}

function writeOp(out: FieldWriter, op: Op, order: ReadonlyMap<string, number>): void {
  const spec = OP_SPECS[op.kind] as OpSpec<unknown>;
  const { ints, floats } = spec.pack(op.attrs);
  const weights = op.weights.map((w) => order.get(w.tensor) ?? FFP1_NONE);
  out.slots([OP_KINDS.indexOf(op.kind), op.layer ?? FFP1_NONE, op.output, op.inputs.length], 4, 0);
  out.slots(op.inputs, MAX_INPUTS, FFP1_NONE);
  out.u32(weights.length);
  out.slots(weights, MAX_WEIGHTS, FFP1_NONE);
  out.u32(0);
  out.slots(ints, MAX_INTS, 0);
  for (let i = 0; i < MAX_FLOATS; i++) out.f64(floats[i] ?? 0);
}
