/** `messages`, and the names of what is made of it: of a list of messages, or of how many there are. */
import { bodiesOf } from '../syntax/bodiesOf.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Expression, Node } from '../syntax/nodes.ts';
import { step } from '../steps.ts';

export function namesOfMessages(body: Body): ReadonlySet<string> {
  const madeOf = new Map<string, string[]>();
  learnBody(body, madeOf);
  return reachedFrom('messages', madeOf);
}

function learnBody(body: Body, madeOf: Map<string, string[]>): void {
  for (const s of body) {
    step();
    if (s.kind === 'set' && s.target.kind !== 'targets') learn(s.target.name, s.value, madeOf);
    for (const inner of bodiesOf(s)) learnBody(inner, madeOf);
  }
}

/** A message, or a field of one, is not all of them. */
function learn(name: string, value: Expression, madeOf: Map<string, string[]>): void {
  if (value.kind === 'index' || value.kind === 'member') return;
  const visit = (node: Node): void => {
    step();
    const mentioned =
      node.kind === 'literal' ? node.value : node.kind === 'name' || node.kind === 'member' ? node.name : null;
    if (typeof mentioned === 'string') pushTo(madeOf, mentioned, name);
    eachChild(node, visit);
  };
  visit(value);
}

function reachedFrom(first: string, madeOf: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const names = new Set([first]);
  // A set is gone through with what is added to it meanwhile.
  for (const name of names) for (const made of madeOf.get(name) ?? []) names.add(made);
  return names;
}

function pushTo(madeOf: Map<string, string[]>, mentioned: string, name: string): void {
  const names = madeOf.get(mentioned);
  if (names) names.push(name);
  else madeOf.set(mentioned, [name]);
}
