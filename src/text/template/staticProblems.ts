/** The rules that look at a template and run nothing of it. */
import { attributeWalks } from './attributeWalk.ts';
import { builtNames } from './builtNames.ts';
import type { Constants } from './constants.ts';
import { controlText } from './controlText.ts';
import { escapedText } from './escapedText.ts';
import { invisibleText } from './invisibleText.ts';
import { shownTexts } from './literals.ts';
import { longComments } from './longComments.ts';
import { lookAlikeText } from './lookAlikeText.ts';
import { loopBombs } from './loopBombs.ts';
import type { TemplateProblem } from './problem.ts';
import { endlessMacros } from './recursion.ts';
import type { Tree } from './syntax/tree.ts';
import { textOutOfSight } from './textOutOfSight.ts';

/** No template has more between two words. */
const MAX_BLANKS = 4096;

/** On the text as it stands. */
export function sourceProblems(text: string): readonly TemplateProblem[] {
  const shown = shownTexts(text);
  return [
    ...invisibleText(shown),
    ...controlText(shown),
    ...lookAlikeText(shown),
    ...escapedText(text),
    ...textOutOfSight(text),
    ...longComments(text),
    ...longBlanks(text),
  ];
}

/** On the syntax tree. */
export function treeProblems(tree: Tree, constants: Constants): readonly TemplateProblem[] {
  return [
    ...attributeWalks(tree, constants),
    ...builtNames(tree, constants),
    ...loopBombs(tree, constants),
    ...endlessMacros(tree),
  ];
}

/** Template engines strip blanks around tags by patterns that go back over them: what they need grows with the square. */
function longBlanks(text: string): readonly TemplateProblem[] {
  let run = 0;
  for (let at = 0; at < text.length && run <= MAX_BLANKS; at++) run = text.charCodeAt(at) <= 0x20 ? run + 1 : 0;
  if (run <= MAX_BLANKS) return [];
  const message = `expected at most ${String(MAX_BLANKS)} blanks in a row, found more: parsers take seconds over them`;
  return [{ rule: 'template/exhausts', message }];
}
