import type { Severity } from '../../core/finding.ts';

/** What a rule says of one template; where it stands is added by who asked. */
export interface TemplateProblem {
  readonly rule: string;
  readonly message: string;
  /** The rule's own where left out. */
  readonly severity?: Severity;
}
