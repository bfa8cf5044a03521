/** What an expression's value is made of. Reports where people's words or the clock decide what they must not. */
import { step } from '../steps.ts';
import type { Expression } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { callOf } from './calls.ts';
import { factsOf, pathOf } from './facts.ts';
import { filtered } from './filters.ts';
import { isGadget, isInternal, isMethodOfText } from './internals.ts';
import { schemaField } from './inputs.ts';
import { elementOf, memberOf } from './members.ts';
import { arithmetic, compared, concatenated } from './operators.ts';
import { checkTernary, decided, under, type Sway } from './sway.ts';
import { tested } from './tests.ts';
import { join } from './join.ts';
import { besideOf, saidBy } from './saidBy.ts';
import { hasClock, hasText } from './traits.ts';
import type { Value } from './value.ts';
import {
  fieldOf,
  BUILT,
  isTuple,
  listOf,
  madeList,
  PART,
  piecesOf,
  recordOf,
  STRUCTURE,
  SWAYED,
  TEXT,
} from './values.ts';

export function evaluate(a: Analysis, e: Expression): Value {
  return refined(a, e, plain(a, e));
}

/** What a test said of a given value, or of what stands in a schema. */
function refined(a: Analysis, e: Expression, value: Value): Value {
  if (value.kind !== 'given' && value.kind !== 'schema') return value;
  const fact = a.factOf(pathOf(e));
  if (fact === undefined) return value;
  if (typeof fact === 'object') return value.kind === 'schema' ? schemaField(fact.key) : value;
  if (value.kind === 'schema') return fact === 'string' ? value : { ...value, maybeText: false };
  if (fact === 'string') return value.maybeCharacter ? PART : TEXT;
  const isMapping = fact === 'mapping' || !value.maybeList;
  return { ...value, maybeString: false, maybeCharacter: false, maybeList: !isMapping };
}

function plain(a: Analysis, e: Expression): Value {
  step();
  switch (e.kind) {
    case 'literal':
      return a.literals.constant(e.value);
    case 'name':
      return named(a, e);
    case 'list':
    case 'tuple':
      return madeList(a.elementOfList(besideOneAnother(e.items.map((item) => evaluate(a, item)))));
    case 'dict':
      return dict(a, e.pairs);
    case 'member':
      return attribute(a, e, objectOf(a, e.object), e.name);
    case 'index':
      return indexed(a, { node: e.object, value: objectOf(a, e.object) }, a.operand(e.key), e);
    case 'slice':
      return sliced(a, e);
    case 'call':
      return callOf(a, e);
    case 'filter':
      return filtered(a, e, e.operand ? a.operand(e.operand) : { node: e, value: STRUCTURE });
    case 'test':
      return tested(a, e, a.operand(e.operand));
    case 'unary':
      return unary(a, e, a.operand(e.operand));
    case 'binary':
      return binary(a, e);
    case 'compare':
      return comparison(a, e);
    case 'ternary':
      return ternary(a, e);
  }
}

/** Joined, half a mark may stand beside what people say. */
function besideOneAnother(items: readonly Value[]): readonly Value[] {
  const isMixed = items.some((item) => besideOf(item) === 'half') && items.some(hasText);
  return isMixed ? [saidBy(items)] : items;
}

/** Of a mapping, that are known one by one; public templates have 30. */
const MOST_FIELDS = 256;

function dict(a: Analysis, pairs: readonly (readonly [Expression, Expression])[]): Value {
  const fields = new Map<string, Value>();
  const others: Value[] = [];
  for (const [keyNode, valueNode] of pairs) {
    const [key, value] = [evaluate(a, keyNode), evaluate(a, valueNode)];
    if (hasText(key)) a.report('template/depends-on-text', keyNode, 'a text that is a key');
    if (hasClock(key)) a.report('template/depends-on-clock', keyNode, 'the clock as a key');
    // In Python 1 is true, and not '1'.
    if (fields.size < MOST_FIELDS && key.kind === 'constant' && typeof key.value === 'string' && !/^\d/.test(key.value))
      fields.set(key.value, value);
    else others.push(value);
  }
  return others.length === 0
    ? recordOf(fields, STRUCTURE)
    : withOthers(
        fields,
        others.reduce((x, y) => join(x, y)),
      );
}

/** What stands under a key that is not known may stand under any. */
function withOthers(fields: Map<string, Value>, other: Value): Value {
  for (const [key, value] of fields) fields.set(key, join(value, other));
  return recordOf(fields, join(STRUCTURE, other));
}

/** What Jinja gives loops and macros: of a loop its fields are known, and a caller is called. */
const GIVEN_BY_JINJA: ReadonlySet<string> = new Set(['loop', 'caller', 'varargs', 'kwargs']);

/** A macro or a function that is not called is a value of another kind than any that is printed. */
function named(a: Analysis, e: Expression & { readonly kind: 'name' }): Value {
  if (e.name !== e.name.normalize('NFKC'))
    return a.report('template/not-proven', e, 'a name that Python takes for another');
  if (GIVEN_BY_JINJA.has(e.name) && !a.isGiven(e.name))
    return a.report('template/not-proven', e, `"${e.name}", as a value`);
  if (a.isMacro(e.name)) return a.report('template/not-proven', e, `the macro "${e.name}", which is not called`);
  if (isGadget(e.name) && !a.isKnown(e.name))
    return a.report('template/not-proven', e, `"${e.name}", which is not called`);
  return a.valueOf(e.name);
}

/** Whose field is taken: of a loop too. */
function objectOf(a: Analysis, e: Expression): Value {
  return e.kind === 'name' && e.name === 'loop' ? a.valueOf('loop') : evaluate(a, e);
}

/** `object.name`, whichever way it is written. */
function attribute(a: Analysis, e: Expression, object: Value, name: string): Value {
  if (isInternal(name))
    return a.report('template/not-proven', e, `"${name}", an attribute of the program that reads it`);
  if (object.kind !== 'record' && isMethodOfText(name, isText(object) ? 'no' : 'perhaps'))
    return a.report('template/not-proven', e, `"${name}", a method that is not called`);
  return memberOf(object, name);
}

function isText(value: Value): boolean {
  return value.kind === 'said' || value.kind === 'list' || value.kind === 'constant';
}

function indexed(a: Analysis, object: Operand, key: Operand, e: Expression): Value {
  if (hasText(key.value)) return a.report('template/depends-on-text', e, 'a text that chooses what is taken');
  if (hasClock(key.value)) return a.report('template/depends-on-clock', e, 'the clock that chooses what is taken');
  if (key.value.kind === 'said') return a.report('template/not-proven', e, 'an attribute by a name that is built');
  const { value } = object;
  if (key.value.kind === 'constant' && typeof key.value.value === 'string')
    return attribute(a, e, value, key.value.value);
  if (value.kind === 'list' && value.pieces) return cut(value.item);
  const place = placeIn(key.value);
  if (value.kind === 'record' && place !== null) return fieldOf(value, place);
  if (value.kind === 'schema' && value.maybeText) return SWAYED;
  if (value.kind === 'structure' && place !== null) return BUILT;
  return elementOf(value);
}

function sliced(a: Analysis, e: Expression & { readonly kind: 'slice' }): Value {
  const { value } = a.operand(e.object);
  if (value.kind === 'said' && value.closed && isAllButLast(e)) return { ...saidBy([value]), beside: 'half' };
  const bounds = [e.from, e.to, e.step].filter((part) => part !== null).map((part) => evaluate(a, part));
  if (bounds.some((bound) => bound.kind !== 'length' && hasText(bound)))
    return a.report('template/depends-on-text', e, 'a text that chooses what is taken');
  if (bounds.some(hasClock)) return a.report('template/depends-on-clock', e, 'the clock that chooses what is taken');
  const isMeasured = bounds.some(({ kind }) => kind === 'length');
  const isText =
    (value.kind === 'said' && value.text) ||
    (value.kind === 'given' && value.maybeString) ||
    (value.kind === 'schema' && value.maybeText);
  if (isText) return PART;
  if (isMeasured) return a.report('template/depends-on-text', e, 'a text that chooses what is taken');
  if (value.kind === 'list' && value.pieces) return piecesOf(cut(value.item));
  if (value.kind === 'said') return { ...value, beside: 'half' };
  if (isTuple(value)) return listOf(elementOf(value));
  return value.kind === 'constant' || value.kind === 'structure' ? BUILT : value;
}

/** `json[:-1]`: the brace at the end, for more fields behind it. Mistral */
function isAllButLast({ from, to, step }: Expression & { readonly kind: 'slice' }): boolean {
  if (from !== null || step !== null || to?.kind !== 'unary' || to.operator !== '-') return false;
  return to.operand.kind === 'literal' && to.operand.value === 1;
}

/** The field of a tuple that stands there; from behind it may be any. */
function placeIn(key: Value): string | null {
  const isPlace = key.kind === 'constant' && typeof key.value === 'number' && key.value >= 0;
  return isPlace ? String(key.value) : null;
}

/** Of some pieces of a text: it is no more what was said. */
function cut(item: Value): Value {
  return hasText(item) ? PART : item;
}

function unary(a: Analysis, e: Expression & { readonly kind: 'unary' }, operand: Operand): Value {
  if (e.operator === 'not') return decided(a, operand) === 'blanks' ? SWAYED : STRUCTURE;
  const { value } = operand;
  if (e.operator === '-' && value.kind === 'constant' && typeof value.value === 'number')
    return a.literals.constant(-value.value);
  return arithmetic(a, e, [operand]);
}

type Binary = Expression & { readonly kind: 'binary' };

function binary(a: Analysis, e: Binary): Value {
  if (e.operator === 'and' || e.operator === 'or') return chained(a, e);
  const [left, right] = [a.operand(e.left), a.operand(e.right)];
  if (e.operator === '~' || e.operator === '+') return concatenated(a, e, left, right);
  return arithmetic(a, e, [left, right]);
}

/** `a and b and c`, which is `(a and b) and c`: what holds behind `a` holds behind `b` too. */
function chained(a: Analysis, e: Binary): Value {
  const links = linksOf(e);
  const leave: (() => void)[] = [];
  let left = a.operand((links[0] as Binary).left);
  let sway: Sway = 'structure';
  try {
    for (const link of links) {
      if (decided(a, left) === 'blanks') sway = 'blanks';
      const test = link === links[0] ? link.left : (link.left as Binary).right;
      leave.push(a.enter(factsOf(test, link.operator === 'and')));
      left = {
        node: link,
        value: join(
          left.value,
          under(a, sway, () => evaluate(a, link.right)),
        ),
      };
    }
  } finally {
    for (const undo of leave.reverse()) undo();
  }
  return left.value;
}

/** Of one operator, from the innermost. */
function linksOf(e: Binary): readonly Binary[] {
  const links = [e];
  for (let { left } = e; left.kind === 'binary' && left.operator === e.operator; { left } = left) links.push(left);
  return links.reverse();
}

function comparison(a: Analysis, e: Expression & { readonly kind: 'compare' }): Value {
  let left = a.operand(e.first);
  let all: Value = STRUCTURE;
  let sway: Sway = 'structure';
  for (const [operator, node] of e.rest) {
    // What stands behind a comparison is not asked where that does not hold.
    const right = under(a, sway, () => a.operand(node));
    all = join(all, compared(a, operator, left, right));
    if (all.kind === 'swayed') sway = 'blanks';
    left = right;
  }
  return all;
}

function ternary(a: Analysis, e: Expression & { readonly kind: 'ternary' }): Value {
  const { test, then, otherwise } = e;
  const sway = decided(a, a.operand(test));
  if (sway === 'blanks') checkTernary(a, e);
  const when = (holds: boolean, part: Expression): Value =>
    a.within(factsOf(test, holds), () => under(a, sway, () => evaluate(a, part)));
  const first = when(true, then);
  const second = otherwise && when(false, otherwise);
  return second ? join(first, second) : first;
}
