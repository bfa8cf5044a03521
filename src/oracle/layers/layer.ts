import type { NumericContract } from '../../engine/contract.ts';
import type { Engine, OpCase, OpCaseOf, OpResult } from '../../engine/engine.ts';
import { EngineError } from '../../core/errors.ts';
import type { Rng } from '../../core/rng.ts';
import type { Verdict } from '../../core/verdict.ts';
import type { OpKind } from '../../model/program.ts';
import type { Mismatch } from '../compare.ts';
import type { OpOracle } from '../ops/opOracle.ts';

export const LAYER_NAMES = ['lattice', 'bound', 'metamorphic', 'hygiene', 'domain'] as const;
export type LayerName = (typeof LAYER_NAMES)[number];

/** What a layer works with: the engine on trial, the reference, and what both are held to. */
export interface Trial<K extends OpKind = OpKind> {
  readonly engine: Engine;
  readonly reference: Engine;
  readonly oracle: OpOracle<K>;
  readonly contract: NumericContract;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** The kernel that ran, where one did. */
  readonly kernel?: string;
  /** What was found, in one line. */
  readonly message?: string;
  readonly mismatch?: Mismatch;
  /** Greatest error over bound. */
  readonly worst?: number;
}

export interface Layer {
  readonly name: LayerName;
  make<K extends OpKind>(trial: Trial<K>, rng: Rng, type: string): OpCaseOf<K>;
  judge<K extends OpKind>(trial: Trial<K>, c: OpCaseOf<K>): Promise<Judgement>;
}

/** Runs `c` on the engine, or says what its refusal means for a case inside the domain. */
export async function runCase<K extends OpKind>(engine: Engine, c: OpCaseOf<K>): Promise<OpResult | Judgement> {
  try {
    return await engine.runOp(anyCase(c));
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { verdict: refusalVerdict(error), message: `${error.code}: ${error.message}` };
  }
}

function refusalVerdict({ code }: EngineError): Verdict {
  if (code === 'op/unsupported') return 'UNSUPPORTED';
  return code === 'op/defect' ? 'CRASH' : 'FAIL';
}

export function isResult(outcome: OpResult | Judgement): outcome is OpResult {
  return 'output' in outcome;
}

/** The reference's output as float64. The reference refuses nothing that a generator makes: a refusal is our defect. */
export async function referenceOutput<K extends OpKind>(reference: Engine, c: OpCaseOf<K>): Promise<Float64Array> {
  return Float64Array.from((await reference.runOp(anyCase(c))).output);
}

/** A case of a kind yet open, as one of the union: which the compiler cannot see for itself. */
export function anyCase<K extends OpKind>(c: OpCaseOf<K>): OpCase {
  return c as unknown as OpCase;
}

export function describeMismatch({ index, got, mid, rad, ratio }: Mismatch): string {
  const bound = rad === 0 ? 'to the bit' : `within ${rad.toExponential(3)}`;
  const times = Number.isFinite(ratio) && rad > 0 ? `, ${ratio.toPrecision(3)} times the bound` : '';
  return `element ${String(index)}: expected ${String(mid)} ${bound}, found ${String(got)}${times}`;
}
