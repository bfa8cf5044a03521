/** A template, read once for all who look into it. */
import type { TemplateProblem } from './problem.ts';
import { parseTemplate } from './syntax/parseTemplate.ts';
import { TemplateSyntaxError, TooManyNodes } from './syntax/syntaxError.ts';
import { treeOf, type Tree } from './syntax/tree.ts';
import { TemplateBudget } from './templateBudget.ts';

export interface ReadTemplate extends Tree {
  readonly source: string;
}

/** Its nodes are spent of `budget`. Where it has more, or does not parse, there is a problem in its place. */
export function readTemplate(source: string, budget = new TemplateBudget()): ReadTemplate | TemplateProblem {
  try {
    const tree = treeOf(parseTemplate(source, budget.left('nodes')));
    budget.spend('nodes', tree.nodes.length);
    return { source, ...tree };
  } catch (error) {
    if (error instanceof TemplateSyntaxError)
      return { rule: 'template/not-proven', message: `expected a template that parses, found: ${error.message}` };
    if (!(error instanceof TooManyNodes)) throw error;
    budget.spend('nodes', budget.left('nodes') + 1);
    return { rule: 'template/exhausts', message: budget.excess ?? error.message };
  }
}

export function isRead(read: ReadTemplate | TemplateProblem): read is ReadTemplate {
  return 'source' in read;
}
