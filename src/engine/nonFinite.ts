/** Where a NaN or an infinity among the logits comes from. */
import { EngineError } from '../core/errors.ts';
import type { Op, Program } from '../model/program.ts';
import type { Logits, Session, StepOptions } from './engine.ts';

/** `step/non-finite`, its path the op where it first appeared. */
export function nonFiniteError(op: Op): EngineError {
  const where = op.layer === null ? 'outside the layers' : `in layer ${String(op.layer)}`;
  return new EngineError(
    'step/non-finite',
    `expected finite logits, found NaN or infinity, which first appeared ${where} in op ${op.name} (${op.kind})`,
    { path: op.name },
  );
}

/**
 * As `session.step`. Where that throws `step/non-finite` without saying which op is to blame, the step is traced to find it: a failed step leaves
 * the session as it was, and only a failure costs anything. What the trace does not show is thrown as the engine told it.
 */
export async function stepLocated(
  session: Session,
  program: Program,
  tokens: Int32Array,
  options: StepOptions,
): Promise<Logits> {
  try {
    return await session.step(tokens, options);
  } catch (error) {
    if (!isUnlocated(error)) throw error;
    const op = await firstNonFinite(session, program, tokens);
    throw op ? nonFiniteError(op) : error;
  }
}

function isUnlocated(error: unknown): boolean {
  return error instanceof EngineError && error.code === 'step/non-finite' && error.path === undefined;
}

/** The first op of which an output is no finite number; null where the trace has none. */
async function firstNonFinite(session: Session, { ops }: Program, tokens: Int32Array): Promise<Op | null> {
  let first: Op | undefined;
  const sink = (index: number, output: Float32Array | Float64Array): void => {
    if (!first && !output.every(Number.isFinite)) first = ops[index];
  };
  try {
    await session.trace(tokens, sink);
  } catch (error) {
    if (!isUnlocated(error)) throw error;
  }
  return first ?? null;
}
