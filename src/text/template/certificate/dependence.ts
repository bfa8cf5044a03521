/** What a decision of a template depends on, by the values that the analysis of flow has for what it asks. */
import type { Analysis } from '../flow/analysis.ts';
import { factsOf } from '../flow/facts.ts';
import { isBlank } from '../flow/idioms.ts';
import { COMPARING_TESTS } from '../flow/tests.ts';
import { hasClock, hasText, isCut } from '../flow/traits.ts';
import type { Value } from '../flow/value.ts';
import { step } from '../steps.ts';
import type { CompareOperator, Expression } from '../syntax/nodes.ts';

/**
 * `structure`: roles, counts, flags, presence and types of fields. `mark`: whether a text has a mark of the format. `emptiness`: whether a text
 * is empty. `blanks`: where the blanks of a text stand. `text`, `clock`: what they say, which no sound template lets decide. `unknown`: what
 * the proof does not know. `mark:X` names the mark.
 */
export type DependsOn = 'structure' | 'mark' | 'emptiness' | 'blanks' | 'text' | 'clock' | 'unknown' | `mark:${string}`;

type Found = ReadonlySet<DependsOn>;

const NOTHING: Found = new Set();

function all(...found: readonly Found[]): Found {
  return new Set(found.flatMap((one) => [...one]));
}

/** Of a condition: of what a value is made of that decides. */
export function dependenceOf(a: Analysis, e: Expression): Found {
  return follow(a, e, true);
}

/** Of a value that is held: what was asked to make it. What it says is no decision. */
export function askedBy(a: Analysis, e: Expression): Found {
  return follow(a, e, false);
}

/** Of a loop: how often it goes round. */
export function loopDependence(a: Analysis, items: Expression): Found {
  const value = a.evaluate(items);
  const isOfPieces = (value.kind === 'list' && value.pieces) || value.kind === 'swayed';
  const asked = askedBy(a, items);
  return all(asked, new Set([isOfPieces && asked.size === 0 ? 'blanks' : 'structure']));
}

/** Of what is taken at a place: which place, and what the list was made by. */
export function placeDependence(a: Analysis, object: Expression, places: readonly (Expression | null)[]): Found {
  return all(askedBy(a, object), ...places.map((place) => (place ? follow(a, place, true) : NOTHING)));
}

function follow(a: Analysis, e: Expression, decides: boolean): Found {
  step();
  if (e.kind === 'literal' || (e.kind === 'unary' && e.operand.kind === 'literal')) return NOTHING;
  if (e.kind === 'unary' && e.operator === 'not') return follow(a, e.operand, true);
  if (e.kind === 'binary' && (e.operator === 'and' || e.operator === 'or'))
    return all(
      follow(a, e.left, true),
      a.within(factsOf(e.left, e.operator === 'and'), () => follow(a, e.right, decides)),
    );
  if (e.kind === 'ternary') return ternary(a, e, decides);
  if (e.kind === 'compare') return compared(a, e);
  if (e.kind === 'test') return tested(a, e);
  if (e.kind === 'call' && e.callee.kind === 'member') return method(a, e, e.callee.object, decides);
  return all(decides ? ofValue(a.evaluate(e)) : NOTHING, ...partsOf(e).map((part) => follow(a, part, false)));
}

function ternary(
  a: Analysis,
  { test, then, otherwise }: Expression & { readonly kind: 'ternary' },
  decides: boolean,
): Found {
  return all(
    follow(a, test, true),
    a.within(factsOf(test, true), () => follow(a, then, decides)),
    otherwise ? a.within(factsOf(test, false), () => follow(a, otherwise, decides)) : NOTHING,
  );
}

function compared(a: Analysis, { first, rest }: Expression & { readonly kind: 'compare' }): Found {
  let found = follow(a, first, false);
  let left = first;
  for (const [operator, right] of rest) {
    found = all(found, follow(a, right, false), relation(a, operator, a.evaluate(left), a.evaluate(right)));
    left = right;
  }
  return found;
}

function tested(a: Analysis, e: Expression & { readonly kind: 'test' }): Found {
  const value = a.evaluate(e.operand);
  const operator = Object.hasOwn(COMPARING_TESTS, e.name) ? COMPARING_TESTS[e.name] : undefined;
  const [other] = e.args;
  const asked =
    operator && other
      ? relation(a, operator, value, a.evaluate(other))
      : new Set<DependsOn>([isCut(value) ? 'blanks' : 'structure']);
  return all(follow(a, e.operand, false), asked);
}

/** `left operator right` */
function relation(a: Analysis, operator: CompareOperator, left: Value, right: Value): Found {
  const values = [left, right];
  if (values.some(hasClock)) return new Set(['clock']);
  if (!values.some(hasText)) return new Set(['structure']);
  for (const value of values) {
    const text = stringOf(value);
    if (text !== null && text.trim() !== '' && a.literals.isTag(text))
      return new Set<DependsOn>([`mark:${text.trim()}`]);
  }
  const ofLength = values.find((value) => value.kind === 'length');
  if (ofLength) return ofValue(ofLength);
  if (values.some(({ kind }) => kind === 'swayed') || (operator.endsWith('in') && isBlank(stringOf(left))))
    return new Set(['blanks']);
  return new Set([values.some(isNothing) ? 'emptiness' : 'structure']);
}

function stringOf(value: Value): string | null {
  return value.kind === 'constant' && typeof value.value === 'string' ? value.value : null;
}

function isNothing(value: Value): boolean {
  return value.kind === 'constant' && (value.value === '' || value.value === null);
}

/** `text.startswith(mark)`, `text.split(mark)` */
function method(a: Analysis, e: Expression & { readonly kind: 'call' }, object: Expression, decides: boolean): Found {
  const marks = e.args.flatMap((arg): DependsOn[] => {
    const text = stringOf(a.evaluate(arg));
    return text !== null && a.literals.isTag(text) && hasText(a.evaluate(object)) ? [`mark:${text.trim()}`] : [];
  });
  const asked = all(new Set(marks), follow(a, object, false), ...e.args.map((arg) => follow(a, arg, false)));
  return marks.length > 0 || !decides ? asked : all(asked, ofValue(a.evaluate(e)));
}

/** Of a value that decides by itself. */
function ofValue(value: Value): Found {
  if (hasClock(value)) return new Set(['clock']);
  if (value.kind === 'length') return new Set([value.of === 'text' ? 'emptiness' : 'mark']);
  if (value.kind === 'swayed' || (value.kind === 'said' && value.grain === 'piece')) return new Set(['blanks']);
  const isText =
    (value.kind === 'said' && value.text) || value.kind === 'given' || (value.kind === 'schema' && value.maybeText);
  if (isText) return new Set(['emptiness']);
  return value.kind === 'constant' ? NOTHING : new Set(['structure']);
}

function partsOf(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'list':
    case 'tuple':
      return e.items;
    case 'dict':
      return e.pairs.flat();
    case 'member':
    case 'slice':
      return [e.object];
    case 'index':
      return [e.object, e.key];
    case 'call':
      return [...e.args, ...e.named.map(([, value]) => value), ...e.spread];
    case 'filter':
      return [...(e.operand ? [e.operand] : []), ...e.args, ...e.named.map(([, value]) => value)];
    case 'binary':
      return [e.left, e.right];
    case 'unary':
      return [e.operand];
    case 'literal':
    case 'name':
    case 'compare':
    case 'test':
    case 'ternary':
      return [];
  }
}
