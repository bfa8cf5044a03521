/** The statements of a template: what is assigned, what is printed, and what decides. */
import type { Body, Expression, For, Statement, Target } from '../syntax/nodes.ts';
import type { Analysis, Fact, Operand } from './analysis.ts';
import { decided } from './evaluate.ts';
import { elementOf } from './members.ts';
import { factsOf } from './facts.ts';
import { filtered } from './filters.ts';
import { fieldOf, join, NUMBER, record, saidBy, STRUCTURE, type Value } from './values.ts';

/** What `body` prints, one after another. */
export function visitBody(a: Analysis, body: Body): readonly Value[] {
  return body.flatMap((statement) => visit(a, statement));
}

function visit(a: Analysis, s: Statement): readonly Value[] {
  switch (s.kind) {
    case 'text':
    case 'break':
    case 'continue':
      return [];
    case 'output':
      return [a.evaluate(s.value)];
    case 'do':
      a.evaluate(s.value);
      return [];
    case 'if':
      return branches(a, s.branches, s.otherwise);
    case 'for':
      return loop(a, s);
    case 'set':
      assignTo(a, s.target, a.evaluate(s.value));
      return [];
    case 'set-block':
      assignTo(a, s.target, through(a, s.filters, saidBy(visitBody(a, s.body))));
      return [];
    case 'filter-block':
      return [through(a, s.filters, saidBy(visitBody(a, s.body)))];
    case 'macro':
      return macro(a, s);
    case 'call-block':
      s.parameters.forEach(({ name, otherwise }, i) => {
        if (otherwise) a.assign(name, a.evaluate(otherwise));
        a.assign(name, join(a.valueOf(`caller(${String(i)})`), a.valueOf(`caller(${name})`)));
      });
      a.assign('caller()', saidBy(visitBody(a, s.body)));
      return [a.evaluate(s.call)];
    case 'with':
      for (const [target, value] of s.bindings) assignTo(a, target, a.evaluate(value));
      return visitBody(a, s.body);
    case 'generation':
      return visitBody(a, s.body);
    case 'foreign':
      a.report('template/not-proven', s, `a tag that is not known, "${s.keyword}"`);
      return [];
  }
}

/** The innermost operand is `text`. */
function through(a: Analysis, filters: readonly (Expression & { readonly kind: 'filter' })[], text: Value): Value {
  return filters.reduce((value, filter) => filtered(a, filter, { node: filter, value }), text);
}

function branches(a: Analysis, tests: readonly (readonly [Expression, Body])[], otherwise: Body): readonly Value[] {
  const said: Value[] = [];
  let before: ReadonlyMap<string, Fact> = new Map();
  for (const [test, body] of tests) {
    said.push(
      ...a.within(before, () => {
        decided(a, a.operand(test));
        return a.within(factsOf(test, true), () => visitBody(a, body));
      }),
    );
    before = new Map([...before, ...factsOf(test, false)]);
  }
  return [...said, ...a.within(before, () => visitBody(a, otherwise))];
}

function loop(a: Analysis, s: For): readonly Value[] {
  const item = iterated(a, a.operand(s.items));
  assignTo(a, s.target, item);
  return a.scoped(
    'loop',
    record({
      previtem: item,
      nextitem: item,
      index: NUMBER,
      index0: NUMBER,
      length: NUMBER,
      revindex: NUMBER,
      revindex0: NUMBER,
    }),
    () => {
      if (s.test) decided(a, a.operand(s.test));
      return [...visitBody(a, s.body), ...visitBody(a, s.otherwise)];
    },
  );
}

/** An item of what is looped over. */
function iterated(a: Analysis, { node, value }: Operand): Value {
  if (value.kind === 'said' && value.clock) return a.report('template/depends-on-clock', node, 'a loop over the clock');
  if (value.kind === 'said' || (value.kind === 'given' && value.maybeString))
    return a.report('template/depends-on-text', node, 'a loop over the characters of a text');
  const isMapping = value.kind === 'record' || value.kind === 'schema' || (value.kind === 'given' && !value.maybeList);
  return isMapping ? STRUCTURE : elementOf(value);
}

function assignTo(a: Analysis, target: Target, value: Value): void {
  if (target.kind === 'targets') {
    target.items.forEach((item, i) => {
      assignTo(a, item, value.kind === 'record' ? fieldOf(value, String(i)) : elementOf(value));
    });
  } else if (target.kind === 'name') {
    a.assign(target.name, value);
    a.forget(target.name);
  } else if (target.object.kind === 'name') {
    a.assignField(target.name, value);
    a.forget(target.object.name);
  }
}

function macro(a: Analysis, s: Statement & { readonly kind: 'macro' }): readonly Value[] {
  a.macros.set(s.name, s);
  for (const { name, otherwise } of s.parameters)
    a.assignParameter(s, name, otherwise ? a.evaluate(otherwise) : STRUCTURE);
  const said = a.inMacro(s, () => saidBy(visitBody(a, s.body)));
  a.assign(`${s.name}()`, said);
  return [];
}
