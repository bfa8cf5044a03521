/** What a native engine cannot run is refused before it is encoded: "unsupported", never a wrong result, never an invalid Program. */
import { EngineError } from '../core/errors.ts';
import type { Capabilities } from '../engine/engine.ts';
import { OP_SPECS } from '../model/ops/specs.ts';
import type { OpSpec } from '../model/ops/spec.ts';
import type { OpKind } from '../model/program.ts';

/** An op of a Program or of a case. */
export interface AskedOp {
  readonly kind: OpKind;
  readonly attrs: unknown;
  readonly weights: readonly unknown[];
  readonly name?: string;
}

/**
 * Throws EngineError `code` on the first op whose kind the engine does not describe, or whose attributes ask more than the
 * basic form that it has.
 */
export function refuseBeyond({ engine, ops }: Capabilities, asked: readonly AskedOp[], code: string): void {
  const kinds = new Set(ops.map(({ kind }) => kind));
  for (const { kind, attrs, weights, name } of asked) {
    const beyond = (OP_SPECS[kind] as OpSpec<unknown>).beyondBasic?.(attrs, weights.length) ?? null;
    if (kinds.has(kind) && beyond === null) continue;
    const what = beyond === null ? `op ${kind}` : `op ${kind} with ${beyond}`;
    const where = name === undefined ? '' : ` (${name})`;
    throw new EngineError(code, `${engine}: unsupported: ${what}${where}; the reference engine runs it`, {
      path: name ?? kind,
    });
  }
}
