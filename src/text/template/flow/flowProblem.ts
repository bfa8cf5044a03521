import type { Span } from '../syntax/nodes.ts';

export type FlowRule = 'template/depends-on-text' | 'template/depends-on-clock' | 'template/not-proven';

export interface FlowProblem extends Span {
  readonly rule: FlowRule;
  /** What stands there, and what of it decides. */
  readonly found: string;
}
