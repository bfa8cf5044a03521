/** What stands between the parentheses of a call, worked out. */
import type { Arguments, Expression } from '../syntax/nodes.ts';
import { Dict } from './dict.ts';
import { typeError } from './errors.ts';
import type { Given } from './given.ts';
import { NOTHING } from './given.ts';
import { each } from './iterate.ts';
import { typeNameOf } from './typeNames.ts';
import { charactersOf, isText, type Value } from './values.ts';

type Evaluate = (expression: Expression) => Value;

/** Throws as Python does where `*x` or `**x` cannot be spread. */
export function argumentsGiven(given: Arguments, source: string, evaluate: Evaluate): Given {
  if (given.args.length === 0 && given.named.length === 0 && given.spread.length === 0) return NOTHING;
  const args = given.args.map(evaluate);
  const named = new Map<string, Value>();
  for (const [name, value] of given.named) addNamed(named, name, evaluate(value));
  for (const expression of given.spread) {
    const value = evaluate(expression);
    if (isOfNames(expression, source)) for (const [key, item] of pairsOf(value)) addNamed(named, key, item);
    else args.push(...each(value));
  }
  return { args, named };
}

function addNamed(named: Map<string, Value>, name: string, value: Value): void {
  if (named.has(name)) throw typeError(`got multiple values for keyword argument '${name}'`);
  named.set(name, value);
}

/** Whether two stars stand before it. */
export function isOfNames({ start }: Expression, source: string): boolean {
  let at = start - 1;
  while (at > 0 && source[at] !== '*') at--;
  return source[at - 1] === '*';
}

function* pairsOf(value: Value): Iterable<readonly [string, Value]> {
  if (!(value instanceof Dict)) throw typeError(`argument after ** must be a mapping, not ${typeNameOf(value)}`);
  for (const [key, item] of value.pairs()) {
    if (!isText(key)) throw typeError('keywords must be strings');
    yield [charactersOf(key), item];
  }
}
