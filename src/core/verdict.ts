/** What the oracle says of one differential case. `docs/oracle.md` explains each. */
export const VERDICTS = ['PASS', 'FAIL', 'WEAK', 'SUSPECT', 'UNSUPPORTED', 'REJECTED', 'CRASH', 'RACE', 'OOB'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** The outcome of one named case of any kind: a differential case, a fuzz target, a file. Reports are made of these. */
export interface CaseResult {
  /** Groups cases: `diff ops`, `fuzz`, `check`. */
  readonly suite: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'error' | 'skipped';
  readonly seconds: number;
  /** One paragraph: what failed and the line that reproduces it; or why it was skipped. */
  readonly message?: string;
}
