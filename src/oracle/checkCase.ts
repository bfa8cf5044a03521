/**
 * A case that came from a file, checked before anything computes with it: the generators make only cases that fit, so that engines,
 * layers and oracles rely on it.
 */
import { UsageError } from '../core/errors.ts';
import { printable } from '../core/printable.ts';
import type { OpCase, WeightData } from '../engine/engine.ts';
import { TENSOR_TYPES } from '../gguf/tensorTypes.ts';
import { OP_SPECS } from '../model/ops/specs.ts';
import type { OpSpec } from '../model/ops/spec.ts';
import type { Dim, WeightSpec } from '../model/program.ts';
import { OP_ORACLES } from './ops/ops.ts';

/** Tokens of one case, as `native/common/limits.h` has them; positions that a cache holds, likewise. */
const MAX_TOKENS = 2 ** 20;
const MAX_POSITIONS = 2 ** 24;

/**
 * Products that a case may ask for. The widest layer of a model with a million million weights and four tokens asks for 2^32; the
 * logits of a small one, 2^27. The reference makes some 10^8 a second, a layer of the oracle several times as many of them: seconds.
 */
const MAX_PRODUCTS = 2 ** 28;

/** Throws UsageError `usage/reproducer` where shapes, attributes and data do not belong together, or ask for too much. */
export function checkCase(c: OpCase): void {
  if (OP_ORACLES[c.kind] === null) throw refuse(`an op that engines are judged on, found ${c.kind}`);
  within('tokens', c.tokens, 1, MAX_TOKENS);
  within('past', c.past, 0, MAX_POSITIONS - c.tokens);
  const weights = c.weights.map(checkWeight);
  const inputs = inputShapes(c);
  checkCounts(c);
  checkAttrs(c);
  const width = outputWidth(c, inputs, weights);
  checkPast(c);
  checkTokenIds(c);
  const products = productsOf(c, width);
  if (!(products <= MAX_PRODUCTS)) {
    throw refuse(`at most 2^${String(Math.log2(MAX_PRODUCTS))} products, found a case of ${products.toExponential(1)}`);
  }
}

function refuse(expected: string): UsageError {
  return new UsageError('usage/reproducer', `case: expected ${expected}`);
}

function within(what: string, found: number, least: number, most: number): void {
  if (Number.isInteger(found) && found >= least && found <= most) return;
  throw refuse(`${what} from ${String(least)} to ${String(most)}, found ${String(found)}`);
}

function checkWeight({ type, rows, cols, bytes }: WeightData, i: number): WeightSpec {
  const known = TENSOR_TYPES.find(({ name }) => name === type);
  if (!known) throw refuse(`weight ${String(i)} of a tensor type, found "${printable(type, 40)}"`);
  const size = (rows * cols * known.blockBytes) / known.blockSize;
  if (rows > 0 && cols > 0 && cols % known.blockSize === 0 && size === bytes.length) {
    return { tensor: `w${String(i)}`, type, rows, cols, bytes: size };
  }
  const found = `${String(bytes.length)} bytes for (${String(rows)}, ${String(cols)})`;
  throw refuse(`weight ${String(i)} of whole blocks of ${String(known.blockSize)} for ${type}, found ${found}`);
}

function checkCounts({ kind, inputs, weights, tokenIds }: OpCase): void {
  const spec = OP_SPECS[kind];
  const [least, most] = spec.weights;
  const nInputs = kind === 'embed' ? inputs.length + 1 : inputs.length;
  if ((kind === 'embed') !== (tokenIds !== undefined)) throw refuse('token ids for embed, and for nothing else');
  if (nInputs !== spec.inputs) throw refuse(`${String(spec.inputs)} inputs for ${kind}, found ${String(nInputs)}`);
  within('weights', weights.length, least, most);
}

function inputShapes({ kind, inputs, tokens }: OpCase): readonly (readonly Dim[])[] {
  if (kind === 'embed') return [['tokens']];
  return inputs.map((input, i): readonly Dim[] => {
    const width = input.length / tokens;
    if (Number.isInteger(width) && width > 0) return ['tokens', width];
    throw refuse(
      `input ${String(i)} of whole rows, found ${String(input.length)} elements for ${String(tokens)} tokens`,
    );
  });
}

/** Each kind says which of its attributes are whole numbers and which are not. */
function checkAttrs({ kind, attrs }: OpCase): void {
  const { ints, floats } = (OP_SPECS[kind] as OpSpec<unknown>).pack(attrs);
  const whole = ints.every((n) => Number.isInteger(n) && n >= 0 && n < 2 ** 32);
  if (whole && floats.every((n) => Number.isFinite(n))) return;
  throw refuse(`attributes of ${kind}: whole numbers where they count, finite ones elsewhere, found others`);
}

function outputWidth(
  { kind, attrs }: OpCase,
  inputs: readonly (readonly Dim[])[],
  weights: readonly WeightSpec[],
): number {
  const output = (OP_SPECS[kind] as OpSpec<unknown>).infer(attrs, inputs, weights);
  if (typeof output === 'string') throw refuse(`shapes that fit, found: ${kind}: ${printable(output, 200)}`);
  return output[1] as number;
}

function checkPast({ kind, attrs, past, pastK, pastV }: OpCase): void {
  const expected = kind === 'attention' ? past * attrs.nHeadKv * attrs.headDim : 0;
  for (const [name, found] of [
    ['pastK', pastK],
    ['pastV', pastV],
  ] as const) {
    const length = found?.length ?? 0;
    if (length === expected) continue;
    throw refuse(`${name} of ${String(expected)} elements, found ${String(length)}`);
  }
}

function checkTokenIds({ tokenIds, tokens, weights }: OpCase): void {
  if (!tokenIds) return;
  const rows = weights[0]?.rows ?? 0;
  if (tokenIds.length !== tokens) throw refuse(`${String(tokens)} token ids, found ${String(tokenIds.length)}`);
  for (const id of tokenIds) within('token ids', id, 0, rows - 1);
}

function productsOf({ kind, tokens, past, inputs, weights }: OpCase, width: number): number {
  const read = inputs.reduce((sum, input) => sum + input.length, 0);
  const elements = kind === 'linear' ? weights.reduce((sum, { rows, cols }) => sum + rows * cols, 0) : 0;
  const scores = kind === 'attention' ? (past + tokens) * (inputs[0]?.length ?? 0) : 0;
  return read + tokens * (width + elements) + scores;
}
