/**
 * Whether what people say, or the clock, decides what a template prints: information flow over the syntax tree, by docs/templates.md.
 * Nothing is run.
 */
import type { Body } from '../syntax/nodes.ts';
import { Analysis } from './analysis.ts';
import { evaluate } from './evaluate.ts';
import type { FlowProblem } from './flowProblem.ts';
import { isMark } from './idioms.ts';
import { visitBody } from './statements.ts';

/** Each round learns of one more assignment in a chain of them; public templates need five. */
const MAX_ROUNDS = 50;

/** Problems in the order of the source; none where the output of `body` is proven to be a frame around what people say. */
export function flowProblems(body: Body, isToken: (text: string) => boolean): readonly FlowProblem[] {
  const analysis = new Analysis((text) => isMark(text, isToken), evaluate);
  return analysis.solve(() => visitBody(analysis, body), MAX_ROUNDS);
}
