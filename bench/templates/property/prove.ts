/** Whether the flow analysis calls a template proven; the lane of mutants asks others of the same shape. */
import { flowProblems } from '../../../src/text/template/flow/flow.ts';
import { parseTemplate } from '../../../src/text/template/syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../../../src/text/template/syntax/syntaxError.ts';
import { isToken } from './marks.ts';

export type FlowAnalysis = typeof flowProblems;

/** An analysis that crashes proves nothing, but must not. */
export type Proof = 'proven' | 'reported' | 'unparseable' | 'crashed';

export function proofOf(source: string, analysis: FlowAnalysis = flowProblems): Proof {
  try {
    return proofBy(analysis, parseTemplate(source));
  } catch (error) {
    return error instanceof TemplateSyntaxError ? 'unparseable' : 'crashed';
  }
}

export function proofBy(analysis: FlowAnalysis, body: Parameters<FlowAnalysis>[0]): Proof {
  try {
    return analysis(body, isToken).length === 0 ? 'proven' : 'reported';
  } catch {
    return 'crashed';
  }
}
