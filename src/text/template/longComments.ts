import type { TemplateProblem } from './problem.ts';

/** The longest comment of a public template has 444 characters, all of one together 2,175. */
const MOST_IN_ONE = 1000;
const MOST_IN_ALL = 5000;

/** Comments longer than any that explain a template: a text for whoever reads it, a person or a program that reviews. */
export function longComments(source: string): readonly TemplateProblem[] {
  let all = 0;
  for (let open = source.indexOf('{#'); open >= 0;) {
    const close = source.indexOf('#}', open + 2);
    const end = close < 0 ? source.length : close + 2;
    all += end - open;
    if (end - open > MOST_IN_ONE) return [problem(`a comment of ${String(end - open)} at character ${String(open)}`)];
    open = source.indexOf('{#', end);
  }
  return all > MOST_IN_ALL ? [problem(`comments of ${String(all)}`)] : [];
}

function problem(found: string): TemplateProblem {
  const most = `at most ${String(MOST_IN_ONE)} characters in a comment and ${String(MOST_IN_ALL)} in all`;
  return { rule: 'template/long-comment', message: `expected ${most}, found ${found}` };
}
