import type { Severity } from '../src/core/finding.ts';

/** A hostile file, the rule that must fire on it, and a near-identical file on which it must not. */
export interface PairCase {
  readonly rule: string;
  readonly severity: Severity;
  readonly name: string;
  readonly comment: string;
  readonly bad: Uint8Array;
  readonly good: Uint8Array;
}
