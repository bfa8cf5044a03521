/** The declared quantisation of activations, emulated in float64 step by step, with the places where a tie may go either way. */
import type { NumericContract, OperandRounding } from '../../engine/contract.ts';
import { f16ToNumber, numberToF16, roundHalfEven } from '../../core/f16.ts';
import { U32 } from '../rounding.ts';

export interface QuantisedRow {
  /** d of each block. */
  readonly scale: Float64Array;
  readonly quant: Float64Array;
  /** 1 where |x / d| lies so near a half that either neighbour is a legal result. */
  readonly tie: Uint8Array;
}

type Q8 = Extract<OperandRounding, { kind: 'q8_1' }>;

/** Throws RangeError when the operand is not quantised: callers choose by `operand.kind`. */
export function quantiseRow(x: Float32Array, { operand, functions }: NumericContract): QuantisedRow {
  if (operand.kind !== 'q8_1') throw new RangeError(`expected a q8_1 operand, found ${operand.kind}`);
  const nBlocks = x.length / operand.blockSize;
  const row = { scale: new Float64Array(nBlocks), quant: new Float64Array(x.length), tie: new Uint8Array(x.length) };
  for (let b = 0; b < nBlocks; b++) quantiseBlock(x, b, operand, tieSlack(functions), row);
  return row;
}

/** How far |x / d| may be from what is computed here, relative. A correctly rounded division leaves no doubt, and no ties. */
function tieSlack({ div }: NumericContract['functions']): number | null {
  return div && div.ulp <= 0.5 ? null : 4 * U32;
}

function quantiseBlock(x: Float32Array, b: number, operand: Q8, slack: number | null, row: QuantisedRow): void {
  const start = b * operand.blockSize;
  const end = start + operand.blockSize;
  let amax = 0;
  for (let i = start; i < end; i++) amax = Math.max(amax, Math.abs(x[i] as number));
  const d = Math.fround(amax / 127);
  row.scale[b] = operand.scale === 'f16' ? f16ToNumber(numberToF16(d)) : d;
  if (d === 0) return;
  const inverse = Math.fround(1 / d);
  for (let i = start; i < end; i++) {
    const value = x[i] as number;
    const t = Math.fround(operand.quotient === 'x/d' ? value / d : value * inverse);
    const size = Math.abs(t);
    const rounded = operand.rounding === 'half-away' ? Math.floor(size + 0.5) : roundHalfEven(size);
    // A subnormal d is itself rounded coarsely: the quotient may then pass 127, where q saturates.
    row.quant[i] = Math.sign(t) * Math.min(127, rounded);
    row.tie[i] = slack !== null && Math.abs(size - Math.floor(size) - 0.5) <= slack * size ? 1 : 0;
  }
}
