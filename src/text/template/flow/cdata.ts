/** Text that is put between the marks of a CDATA section where XML would read it otherwise: MiniCPM 5. */
import type { Expression, If, Statement } from '../syntax/nodes.ts';
import { pathOf } from './facts.ts';
import { isBlank } from './idioms.ts';

const OPENS = '<![CDATA[';
const CLOSES = ']]>';
const XML: ReadonlySet<unknown> = new Set(['<', '>', '&', '\n', '"', "'", CLOSES]);

/** `{% if '<' in x or '&' in x %}{{ '<![CDATA[' + x + ']]>' }}{% else %}{{ x }}{% endif %}`: what is printed of `x` is `x`. */
export function isCdata({ branches, otherwise }: If): boolean {
  if (branches.length > 1 || otherwise.length === 0) return false;
  const [[test, body] = [null, []] as const] = branches;
  const printed = printedBy(otherwise);
  const path = printed && pathOf(printed);
  if (test === null || !path || !asksForMarkup(test, path)) return false;
  const parts = partsOf(printedBy(body));
  const [opens, text, closes, ...rest] = parts;
  return (
    rest.length === 0 &&
    isLiteral(opens, OPENS) &&
    text !== undefined &&
    pathOf(text) === path &&
    isLiteral(closes, CLOSES)
  );
}

/** The only expression that is printed; null where there are others, or statements. */
function printedBy(body: readonly Statement[]): Expression | null {
  const [only, ...rest] = body.filter((s) => s.kind !== 'text' || !isBlank(s.text));
  return only?.kind === 'output' && rest.length === 0 ? only.value : null;
}

function partsOf(e: Expression | null): readonly Expression[] {
  if (e?.kind === 'binary' && (e.operator === '+' || e.operator === '~'))
    return [...partsOf(e.left), ...partsOf(e.right)];
  return e ? [e] : [];
}

function isLiteral(e: Expression | undefined, text: string): boolean {
  return e?.kind === 'literal' && e.value === text;
}

/** Whether `test` asks `path` for characters of XML, or for its type, and nothing else. */
function asksForMarkup(test: Expression, path: string): boolean {
  if (test.kind === 'binary' && (test.operator === 'and' || test.operator === 'or'))
    return asksForMarkup(test.left, path) && asksForMarkup(test.right, path);
  if (test.kind === 'test') return test.name === 'string' && pathOf(test.operand) === path;
  if (test.kind !== 'compare' || test.first.kind !== 'literal') return false;
  return test.rest.every(([operator, e]) => operator === 'in' && pathOf(e) === path) && XML.has(test.first.value);
}
