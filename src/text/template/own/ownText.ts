/** A text that a template says of its own. */
import type { Span } from '../syntax/nodes.ts';
import type { Condition } from './places.ts';

/** What is wrong with saying it there: nothing, or where it is added. */
export type Objection = 'address' | 'turn' | 'tool' | 'message';

export interface OwnText extends Span {
  readonly text: string;
  /** Outermost first. */
  readonly conditions: readonly Condition[];
  /** Once for every message. */
  readonly inMessages: boolean;
  /** Whether public templates say it. */
  readonly isKnown: boolean;
  readonly objection: Objection | null;
}
