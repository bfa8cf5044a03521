import type { TemplateProblem } from './problem.ts';

/** Public templates have at most 45 blanks before a text; no screen shows what stands behind so many. */
const MOST_BLANKS = 200;
/** Public templates have at most three empty lines in a row; no window shows what stands below so many. */
const MOST_EMPTY_LINES = 60;

/** Text that a reviewer's window does not show unless it is scrolled there. */
export function textOutOfSight(source: string): readonly TemplateProblem[] {
  let [line, blanks, lines] = [0, 0, 0];
  for (let at = 0; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === LINE_FEED) [line, blanks, lines] = [line + 1, 0, lines + 1];
    else if (code === SPACE || ((code < SPACE || code >= DELETE) && /\s/.test(source.charAt(at)))) blanks++;
    else {
      if (blanks > MOST_BLANKS) return [problem(line, `behind ${String(blanks)} blanks`)];
      if (lines - 1 > MOST_EMPTY_LINES) return [problem(line, `below ${String(lines - 1)} empty lines`)];
      [blanks, lines] = [0, 0];
    }
  }
  return [];
}

const LINE_FEED = 0x0a;
const SPACE = 0x20;
/** Whatever else is printed in ASCII is no blank. */
const DELETE = 0x7f;

function problem(line: number, where: string): TemplateProblem {
  const message = `expected text that a reviewer sees without scrolling, found some ${where} in line ${String(line + 1)}`;
  return { rule: 'template/text-out-of-sight', message };
}
