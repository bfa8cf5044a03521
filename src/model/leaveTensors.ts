import type { Findings } from '../core/findings.ts';

/** Says that the tensor table was held against nothing: keys that are wrong give it other shapes, and every one would be told again. */
export function leaveTensors(findings: Findings): void {
  findings.leave('tensors', 'its keys are refused, and names and shapes were not held against them');
}
