/** What a step of the reference costs, told from the Program alone: a small file can ask for a great deal of work. */
import type { Op, Program } from '../../../model/program.ts';

/**
 * Nanoseconds on the machine that this was measured on (2 cores of 2.6 GHz): a multiplication, a weight made a float64, an element of
 * what an op writes, one whose function is a series (gelu by erf), and an op itself with the reads of its weights.
 */
const PRODUCT = 1;
const WEIGHT = 5;
const ELEMENT = 40;
const SERIES_ELEMENT = 800;
const OP = 20_000;

/** Estimated nanoseconds of one step of so many tokens, a look at the norm of each row of the embedding included. */
export function stepCost(program: Program, tokens: number): number {
  const widths = program.values.map(({ shape }) => (typeof shape[1] === 'number' ? shape[1] : 0));
  return program.ops.reduce((sum, op) => sum + opCost(op, tokens, widths), embeddingCost(program));
}

function embeddingCost({ ops }: Program): number {
  const table = ops.find(({ kind }) => kind === 'embed')?.weights[0];
  return table ? table.rows * table.cols * (WEIGHT + PRODUCT) : 0;
}

function opCost(op: Op, tokens: number, widths: readonly number[]): number {
  const width = Math.max(widths[op.output] ?? 0, ...op.inputs.map((id) => widths[id] ?? 0));
  const perElement = isSeries(op) ? SERIES_ELEMENT : ELEMENT;
  return OP + weightCost(op, tokens) + tokens * width * perElement + attentionCost(op, tokens);
}

function weightCost(op: Op, tokens: number): number {
  return op.weights.reduce((sum, { rows, cols, slices = 1 }) => {
    const [read, multiplied] = slicesOf(op, tokens, slices);
    // Reading the file costs a part of a nanosecond a byte, whatever is used of it.
    return sum + rows * cols * (slices + read * WEIGHT + multiplied * PRODUCT);
  }, 0);
}

/** How many slices are made float64, and how many are multiplied with a row of activations. */
function slicesOf(op: Op, tokens: number, slices: number): readonly [number, number] {
  if (op.kind === 'embed') return [0, 0];
  if (op.kind !== 'expert_linear') return [slices, slices * tokens];
  const used = op.attrs.nUsed * tokens;
  return [Math.min(slices, used), used];
}

function attentionCost(op: Op, tokens: number): number {
  if (op.kind !== 'attention') return 0;
  const { nHead, headDim, valueDim = headDim } = op.attrs;
  return tokens * tokens * nHead * ((headDim + valueDim) * PRODUCT + ELEMENT);
}

function isSeries({ attrs }: Op): boolean {
  return 'activation' in attrs && attrs.activation === 'gelu_erf';
}
