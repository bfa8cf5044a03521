/** The statements of a template: what is assigned, what is printed, and what decides. */
import type { Body, Expression, For, If, Statement, Target } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { withoutCharacters } from './characters.ts';
import { assignedNames, setsField } from './declaredNames.ts';
import { checkBranches, checkLoop, decided, isClamp, pieceOf, type Sway } from './sway.ts';
import { elementOf } from './members.ts';
import { isCdata } from './cdata.ts';
import { factsOf, type Fact } from './facts.ts';
import { filtered } from './filters.ts';
import { constant, fieldOf, isCut, join, NUMBER, record, saidBy, STRUCTURE, SWAYED, type Value } from './values.ts';

/** What `body` prints, one after another. */
export function visitBody(a: Analysis, body: Body): readonly Value[] {
  return body.flatMap((statement) => visit(a, statement));
}

function visit(a: Analysis, s: Statement): readonly Value[] {
  switch (s.kind) {
    case 'text':
      return [constant(s.text)];
    case 'break':
    case 'continue':
      if (a.isSwayed) a.report('template/depends-on-text', s, 'a loop over pieces of a text that ends before the last');
      return [];
    case 'output':
      return [printed(a, a.operand(s.value))];
    case 'do':
      a.evaluate(s.value);
      return [];
    case 'if':
      return branches(a, s);
    case 'for':
      return loop(a, s);
    case 'set':
      set(a, s.target, a.evaluate(s.value));
      return [];
    case 'set-block':
      set(a, s.target, through(a, s.filters, apart(a, s.body)));
      return [];
    case 'filter-block':
      return [filteredBlock(a, s)];
    case 'macro':
      return macro(a, s);
    case 'call-block':
      s.parameters.forEach(({ name, otherwise }, i) => {
        if (otherwise) a.assign(name, a.evaluate(otherwise));
        a.assign(name, join(a.valueOf(`caller(${String(i)})`), a.valueOf(`caller(${name})`)));
      });
      a.assign(
        'caller()',
        a.bodyOf('caller', () => calledBack(a, s)),
      );
      return [a.evaluate(s.call)];
    case 'with':
      return bound(a, s);
    case 'generation':
      return visitBody(a, s.body);
    case 'foreign':
      a.report('template/not-proven', s, `a tag that is not known, "${s.keyword}"`);
      return [];
  }
}

function set(a: Analysis, target: Target, value: Value): void {
  assignTo(a, target, value);
  if (target.kind === 'name') a.holds(target.name, value);
}

function calledBack(a: Analysis, s: Statement & { readonly kind: 'call-block' }): Value {
  if (a.isSwayed && setsField(s.body))
    a.report('template/depends-on-text', s.call, 'a block that sets a field of a namespace, for each piece of a text');
  return apart(a, s.body);
}

/** What a body prints that has a scope of its own: behind it, its names may be what they were. */
function apart(a: Analysis, body: Body): Value {
  const said = saidBy(visitBody(a, body));
  for (const name of assignedNames(body)) a.forget(name);
  return said;
}

/** Behind it its names are what they were. */
function bound(a: Analysis, s: Statement & { readonly kind: 'with' }): readonly Value[] {
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

function branches(a: Analysis, s: If): readonly Value[] {
  const { branches: tests } = s;
  if (isClamp(a, s)) return a.swayed(() => tests.flatMap(([, body]) => visitBody(a, body)));
  if (isCdata(s)) return visitBody(a, s.otherwise);
  const said: Value[] = [];
  const sways: Sway[] = [];
  const sway = (): Sway => (sways.includes('blanks') ? 'blanks' : 'structure');
  const go = (facts: ReadonlyMap<string, Fact>, body: Body): void => {
    a.within(facts, () => said.push(...visitUnder(a, sway(), body)));
  };
  let before: ReadonlyMap<string, Fact> = new Map();
  const ways = tests.map(([test, body]) => () => {
    a.within(before, () => sways.push(decided(a, a.operand(test))));
    go(new Map([...before, ...factsOf(test, true), ...keyFacts(a, test)]), body);
    before = new Map([...before, ...factsOf(test, false)]);
  });
  a.alternatives([
    ...ways,
    () => {
      go(before, s.otherwise);
    },
  ]);
  if (sway() === 'blanks') checkBranches(a, s);
  return said;
}

/** `key == 'type'`: its value is what stands under that key. */
function keyFacts(a: Analysis, test: Expression): ReadonlyMap<string, Fact> {
  if (test.kind !== 'compare' || test.first.kind !== 'name' || test.rest.length !== 1) return new Map();
  const [[operator, literal] = ['!=', test.first] as const] = test.rest;
  const value = a.valueUnder(test.first.name);
  if (operator !== '==' || literal.kind !== 'literal' || value === undefined) return new Map();
  return new Map([[value, { key: String(literal.value) }]]);
}

function visitUnder(a: Analysis, sway: Sway, body: Body): readonly Value[] {
  return sway === 'blanks' ? a.swayed(() => visitBody(a, body)) : visitBody(a, body);
}

function loop(a: Analysis, s: For): readonly Value[] {
  const items = withoutCharacters(s, a.operand(s.items));
  const item = iterated(a, items);
  const ofPieces = items.value.kind === 'list' && items.value.pieces;
  assignTo(a, s.target, item);
  pair(a, s);
  return a.scoped('loop', ofPieces ? loopOfPieces() : loopOf(item), () => {
    // What holds before the loop need not hold in its second round, nor what holds in it behind it.
    forgetAll(a, s);
    if (s.target.kind === 'name') a.holds(s.target.name, item);
    if (s.test) choose(a, s, s.test);
    const said = visitUnder(a, ofPieces ? 'blanks' : 'structure', s.body);
    forgetAll(a, s);
    if (ofPieces) checkLoop(a, s);
    return [...said, ...visitBody(a, s.otherwise)];
  });
}

function forgetAll(a: Analysis, s: For): void {
  forgetTarget(a, s.target);
  for (const name of assignedNames(s.body)) a.forget(name);
  for (const name of assignedNames(s.otherwise)) a.forget(name);
}

function forgetTarget(a: Analysis, target: Target): void {
  if (target.kind === 'name') a.forget(target.name);
  if (target.kind === 'targets') for (const item of target.items) forgetTarget(a, item);
}

/** `{% for key, value in mapping.items() %}` */
function pair(a: Analysis, { target, items }: For): void {
  const [key, value, ...more] = target.kind === 'targets' ? target.items : [];
  const mapping = mappingOf(items);
  if (!mapping || key?.kind !== 'name' || value?.kind !== 'name' || more.length > 0) return;
  // Of properties a key is a name: what stands under "type" is a schema, and no type.
  const of = a.evaluate(mapping);
  if (of.kind !== 'schema' || !of.named) a.pair(key.name, value.name);
}

/** Whose pairs are looped over. */
function mappingOf(e: Expression): Expression | null {
  if (e.kind === 'filter' && /^(?:dictsort|items)$/.test(e.name)) return e.operand;
  return e.kind === 'call' && e.callee.kind === 'member' && e.callee.name === 'items' ? e.callee.object : null;
}

function loopOf(item: Value): Value {
  const counts = { index: NUMBER, index0: NUMBER, length: NUMBER, revindex: NUMBER, revindex0: NUMBER };
  return record({ previtem: item, nextitem: item, ...counts });
}

function loopOfPieces(): Value {
  return record({}, SWAYED);
}

/** `for line in lines if line`: empty pieces may be left out. */
function choose(a: Analysis, s: For, test: Expression): void {
  if (decided(a, a.operand(test)) !== 'blanks') return;
  if (s.target.kind !== 'name' || pieceOf(test) !== s.target.name)
    a.report('template/depends-on-text', test, 'a condition on the lines or blanks of a text');
}

/** An item of what is looped over. */
function iterated(a: Analysis, { node, value }: Operand): Value {
  if (value.kind === 'said' && value.clock) return a.report('template/depends-on-clock', node, 'a loop over the clock');
  if (value.kind === 'swayed' || value.kind === 'length')
    return a.report('template/depends-on-text', node, 'a loop over what a text decides');
  if ((value.kind === 'said' && value.text) || (value.kind === 'given' && value.maybeString))
    return a.report('template/depends-on-text', node, 'a loop over the characters of a text');
  if (value.kind === 'schema' && value.maybeText)
    return a.report('template/depends-on-text', node, 'a loop over the characters of a text');
  const isMapping = value.kind === 'record' || value.kind === 'schema' || (value.kind === 'given' && !value.maybeList);
  return isMapping ? STRUCTURE : elementOf(value);
}

function assignTo(a: Analysis, target: Target, value: Value): void {
  if (target.kind === 'targets') {
    if (isTextToUnpack(value)) a.report('template/depends-on-text', target, 'a text that is taken apart');
    target.items.forEach((item, i) => {
      assignTo(a, item, value.kind === 'record' ? fieldOf(value, String(i)) : elementOf(value));
    });
  } else if (target.kind === 'name') {
    a.assign(target.name, value);
    a.forget(target.name);
    a.unpair(target.name);
  } else if (target.object.kind === 'name') {
    a.assignField(target.name, value);
    a.forget(target.object.name);
  }
}

/** It has as many parts as the text has characters. */
function isTextToUnpack(value: Value): boolean {
  if (value.kind === 'list') return value.pieces;
  if (value.kind === 'given') return value.maybeString;
  return (value.kind === 'said' && value.text) || value.kind === 'swayed' || value.kind === 'length';
}

function macro(a: Analysis, s: Statement & { readonly kind: 'macro' }): readonly Value[] {
  const other = a.macros.get(s.name);
  if ((other && other !== s) || a.isInMacro)
    a.report('template/not-proven', s, `a macro in a macro, or another of the same name, "${s.name}"`);
  a.macros.set(s.name, s);
  for (const { name, otherwise } of s.parameters)
    a.assignParameter(s, name, otherwise ? a.inMacro(s, () => a.evaluate(otherwise)) : STRUCTURE);
  const said = a.inMacro(s, () => a.bodyOf(s.name, () => saidBy(visitBody(a, s.body))));
  a.assign(`${s.name}()`, said);
  return [];
}
