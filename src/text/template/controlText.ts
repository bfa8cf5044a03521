import { codeOf, foundAt } from './characterPlace.ts';
import type { ShownText } from './literals.ts';
import type { TemplateProblem } from './problem.ts';

/**
 * Controls but for the tab and line ends, halves of characters, and three line ends that editors and Python take for one and Jinja for
 * text: next line, line and paragraph separator.
 */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const CONTROL = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\p{Cs}]/u;

/** The first control of a template. */
export function controlText(texts: readonly ShownText[]): readonly TemplateProblem[] {
  for (const shown of texts) {
    const found = CONTROL.exec(shown.text);
    if (!found) continue;
    const message = `expected text without controls, found ${codeOf(found[0])}${foundAt(shown, found.index)}`;
    return [{ rule: 'template/control-character', message }];
  }
  return [];
}
