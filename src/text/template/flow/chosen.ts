/** `select`, `reject` and their like: the same list, without some. */
import type { Filter } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import type { FilterRule } from './filterRule.ts';
import { isPartKey } from './idioms.ts';
import { elementOf } from './members.ts';
import { compared } from './operators.ts';
import { decided } from './sway.ts';
import { taken } from './taken.ts';
import { COMPARING_TESTS, TYPE_TESTS } from './tests.ts';
import { isCut } from './traits.ts';
import { listOf, SWAYED } from './values.ts';

/** `selectattr('role', 'equalto', 'user')`, `select('string')` */
export const chosen: FilterRule = (a, e, operand, args) => {
  const byAttribute = e.name.endsWith('attr');
  const [first, second, third] = args;
  const item = elementOf(operand.value);
  const path = byAttribute && first?.value.kind === 'constant' ? String(first.value.value) : null;
  if (byAttribute && path === null)
    return a.report('template/not-proven', e, 'an attribute by a name that is computed');
  const decides = path === null ? item : taken(item, path);
  const [test, other] = byAttribute ? [second, third] : [first, second];
  choose(a, e, { node: operand.node, value: decides }, test, other);
  if (operand.value.kind === 'given' && e.name === 'selectattr' && isPartChoice(path, test, other))
    return { ...operand.value, maybeString: false };
  return operand.value.kind === 'list' || operand.value.kind === 'given' ? operand.value : listOf(item);
};

/** `selectattr('type', 'equalto', 'image')`: a character has no type. LLaVA-NeXT */
function isPartChoice(path: string | null, test: Operand | undefined, other: Operand | undefined): boolean {
  const [name, wanted] = [test, other].map((operand) => operand?.value.kind === 'constant' && operand.value.value);
  return path !== null && isPartKey(path) && /^(?:equalto|==|eq)$/.test(String(name)) && typeof wanted === 'string';
}

function choose(a: Analysis, e: Filter, decides: Operand, test: Operand | undefined, other: Operand | undefined): void {
  const name = test?.value.kind === 'constant' ? String(test.value.value) : null;
  const operator = name !== null && Object.hasOwn(COMPARING_TESTS, name) ? COMPARING_TESTS[name] : undefined;
  if (operator && other ? compared(a, operator, decides, other) === SWAYED : isByBlanks(a, e, decides, test))
    a.report('template/depends-on-text', e, 'a choice by the blanks of a text');
  else if (test && !operator && (name === null || !TYPE_TESTS.has(name)))
    a.report('template/not-proven', e, 'a choice by a test that is not known');
}

/** Of pieces of a text those that are empty may be left out. */
function isByBlanks(a: Analysis, e: Filter, decides: Operand, test: Operand | undefined): boolean {
  if (test) return isCut(decides.value);
  const isPiece = decides.value.kind === 'said' && decides.value.grain === 'piece';
  return decided(a, decides) === 'blanks' && !(isPiece && e.name === 'select');
}
