/** The statements of a template: what is assigned, what is printed, and what decides. */
import { step } from '../steps.ts';
import type { Body, CallBlock, Expression, For, If, Statement } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { assignTo, forgetName, forgetTarget, refuseReserved, set } from './assign.ts';
import { isCdata } from './cdata.ts';
import { checkGrowth } from './changedLists.ts';
import { withoutCharacters } from './characters.ts';
import { assignedNames, setsField } from './declaredNames.ts';
import { factsOf, type PathFact } from './facts.ts';
import { filtered } from './filters.ts';
import { iterated, LOOP_OF_PIECES, loopOf } from './iterated.ts';
import { join } from './join.ts';
import { saidAfter, NOTHING_SAID } from './saidBy.ts';
import { decided, checkBranches, checkLoop, isClamp, pieceOf, under, type Sway } from './sway.ts';
import { isCut } from './traits.ts';
import type { Said, Value } from './value.ts';
import { STRUCTURE } from './values.ts';

/** What `body` prints, one after another. */
export function visitBody(a: Analysis, body: Body): Said {
  let said = NOTHING_SAID;
  for (const statement of body) said = saidAfter(said, visit(a, statement));
  return said;
}

function visit(a: Analysis, s: Statement): Value {
  step();
  switch (s.kind) {
    case 'text':
      return a.literals.constant(s.text);
    case 'break':
    case 'continue':
      if (a.isSwayed) a.report('template/depends-on-text', s, 'a loop over pieces of a text that ends before the last');
      return NOTHING_SAID;
    case 'output':
      return printed(a, a.operand(s.value));
    case 'do':
      a.evaluate(s.value);
      return NOTHING_SAID;
    case 'if':
      return branches(a, s);
    case 'for':
      return loop(a, s);
    case 'set':
      set(a, s.target, a.evaluate(s.value));
      return NOTHING_SAID;
    case 'set-block':
      set(a, s.target, through(a, s.filters, apart(a, s.body)));
      return NOTHING_SAID;
    case 'filter-block':
      return filteredBlock(a, s);
    case 'macro':
      return macro(a, s);
    case 'call-block':
      return callBlock(a, s);
    case 'with':
      return bound(a, s);
    case 'generation':
      return visitBody(a, s.body);
    case 'foreign':
      a.report('template/not-proven', s, `a tag that is not known, "${s.keyword}"`);
      return NOTHING_SAID;
  }
}

function callBlock(a: Analysis, s: CallBlock): Value {
  s.parameters.forEach(({ name, otherwise }, i) => {
    refuseReserved(a, name, s);
    if (otherwise) a.assign(name, a.evaluate(otherwise));
    a.assign(name, join(a.valueOf(`caller(${String(i)})`), a.valueOf(`caller(${name})`)));
    forgetName(a, name);
  });
  a.assign(
    'caller()',
    a.inBlock(() => a.bodyOf('caller', () => calledBack(a, s))),
  );
  for (const { name } of s.parameters) forgetName(a, name);
  return a.evaluate(s.call);
}

function calledBack(a: Analysis, s: CallBlock): Value {
  if (a.isSwayed && setsField(s.body))
    a.report('template/depends-on-text', s.call, 'a block that sets a field of a namespace, for each piece of a text');
  return apart(a, s.body);
}

/** What a body prints that has a scope of its own: behind it, its names may be what they were. */
function apart(a: Analysis, body: Body): Value {
  const said = visitBody(a, body);
  for (const name of assignedNames(body)) a.forget(name);
  return said;
}

/** Behind it its names are what they were. */
function bound(a: Analysis, s: Statement & { readonly kind: 'with' }): Said {
  for (const [target, value] of s.bindings) assignTo(a, target, a.evaluate(value));
  const said = visitBody(a, s.body);
  for (const [target] of s.bindings) forgetTarget(a, target);
  for (const name of assignedNames(s.body)) a.forget(name);
  return said;
}

/** The innermost operand is `text`. */
function through(a: Analysis, filters: readonly (Expression & { readonly kind: 'filter' })[], text: Value): Value {
  return filters.reduce((value, filter) => filtered(a, filter, { node: filter, value }), text);
}

function filteredBlock(a: Analysis, s: Statement & { readonly kind: 'filter-block' }): Value {
  const value = through(a, s.filters, apart(a, s.body));
  const node = s.filters.at(-1);
  return node ? printed(a, { node, value }) : value;
}

/** What is printed must be all that was said. */
function printed(a: Analysis, { node, value }: Operand): Value {
  return isCut(value) ? a.report('template/depends-on-text', node, 'a part of a text, or what a text decides') : value;
}

function branches(a: Analysis, s: If): Said {
  if (isClamp(a, s))
    return a.swayed(() => s.branches.reduce((said, [, body]) => saidAfter(said, visitBody(a, body)), NOTHING_SAID));
  if (isCdata(s)) return visitBody(a, s.otherwise);
  let said = NOTHING_SAID;
  const deciding: { sway: Sway } = { sway: 'structure' };
  const leave: (() => void)[] = [];
  const go = (facts: readonly PathFact[], body: Body): void => {
    said = saidAfter(
      said,
      a.within(facts, () => visitUnder(a, deciding.sway, body)),
    );
  };
  const ways = s.branches.map(([test, body], i) => () => {
    const before = s.branches[i - 1];
    if (before) leave.push(a.enter(factsOf(before[0], false)));
    if (under(a, deciding.sway, () => decided(a, a.operand(test))) === 'blanks') deciding.sway = 'blanks';
    go([...factsOf(test, true), ...keyFacts(a, test)], body);
  });
  const otherwise = (): void => {
    const last = s.branches.at(-1);
    go(last ? factsOf(last[0], false) : [], s.otherwise);
  };
  try {
    a.alternatives([...ways, otherwise]);
  } finally {
    for (const undo of leave.reverse()) undo();
  }
  if (deciding.sway === 'blanks') checkBranches(a, s);
  return said;
}

/** `key == 'type'`: its value is what stands under that key. */
function keyFacts(a: Analysis, test: Expression): readonly PathFact[] {
  if (test.kind !== 'compare' || test.first.kind !== 'name' || test.rest.length !== 1) return [];
  const [[operator, literal] = ['!=', test.first] as const] = test.rest;
  const value = a.pairs.valueUnder(test.first.name);
  if (operator !== '==' || literal.kind !== 'literal' || value === undefined) return [];
  return [[value, { key: String(literal.value) }]];
}

function visitUnder(a: Analysis, sway: Sway, body: Body): Said {
  return under(a, sway, () => visitBody(a, body));
}

function loop(a: Analysis, s: For): Said {
  const items = withoutCharacters(s, a.operand(s.items));
  const item = iterated(a, items);
  checkGrowth(a, s, items);
  const ofPieces = items.value.kind === 'list' && items.value.pieces;
  const rounds: Sway = ofPieces ? 'blanks' : 'structure';
  assignTo(a, s.target, item);
  pair(a, s);
  // What holds before the loop need not hold in its second round, nor what holds in it behind it.
  forgetAll(a, s);
  if (s.target.kind === 'name') a.holds(s.target.name, item);
  const { test } = s;
  // Here `loop` is the one outside.
  if (test)
    under(a, rounds, () => {
      choose(a, s, test);
    });
  const said = a.scoped('loop', ofPieces ? LOOP_OF_PIECES : loopOf(item), () => visitUnder(a, rounds, s.body));
  forgetAll(a, s);
  if (ofPieces) checkLoop(a, s);
  return saidAfter(said, visitBody(a, s.otherwise));
}

function forgetAll(a: Analysis, s: For): void {
  forgetTarget(a, s.target);
  for (const name of assignedNames(s.body)) a.forget(name);
  for (const name of assignedNames(s.otherwise)) a.forget(name);
}

/** `{% for key, value in mapping.items() %}` */
function pair(a: Analysis, { target, items }: For): void {
  const [key, value, ...more] = target.kind === 'targets' ? target.items : [];
  const mapping = mappingOf(items);
  if (!mapping || key?.kind !== 'name' || value?.kind !== 'name' || more.length > 0) return;
  // Of properties a key is a name: what stands under "type" is a schema, and no type.
  const of = a.evaluate(mapping);
  if (of.kind !== 'schema' || !of.named) a.pairs.pair(key.name, value.name);
}

/** Whose pairs are looped over. */
function mappingOf(e: Expression): Expression | null {
  if (e.kind === 'filter' && /^(?:dictsort|items)$/.test(e.name)) return e.operand;
  return e.kind === 'call' && e.callee.kind === 'member' && e.callee.name === 'items' ? e.callee.object : null;
}

/** `for line in lines if line`: empty pieces may be left out. */
function choose(a: Analysis, s: For, test: Expression): void {
  if (decided(a, a.operand(test)) !== 'blanks') return;
  if (s.target.kind !== 'name' || pieceOf(test) !== s.target.name)
    a.report('template/depends-on-text', test, 'a condition on the lines or blanks of a text');
}

function macro(a: Analysis, s: Statement & { readonly kind: 'macro' }): Said {
  const other = a.macros.get(s.name);
  if ((other && other !== s) || a.isInMacro)
    a.report('template/not-proven', s, `a macro in a macro, or another of the same name, "${s.name}"`);
  a.macros.set(s.name, s);
  for (const name of [s.name, ...s.parameters.map((parameter) => parameter.name)]) refuseReserved(a, name, s);
  for (const { name, otherwise } of s.parameters)
    a.assignParameter(s, name, otherwise ? a.inMacro(s, () => a.evaluate(otherwise)) : STRUCTURE);
  const said = a.inMacro(s, () => a.bodyOf(s.name, () => visitBody(a, s.body)));
  a.assign(`${s.name}()`, said);
  return NOTHING_SAID;
}
