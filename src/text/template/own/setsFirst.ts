/** Whether a body gives a name a value before it reads it. */
import { step } from '../steps.ts';
import { someChild } from '../syntax/eachChild.ts';
import type { Body, Node, Statement } from '../syntax/nodes.ts';

export function setsFirst(body: Body, name: string): boolean {
  for (const s of body) {
    if (reads(s, name)) return false;
    if (sets(s, name)) return true;
  }
  return false;
}

/** On every way through it, before it is read. */
function sets(s: Statement, name: string): boolean {
  step();
  if (s.kind === 'set' || s.kind === 'set-block') return s.target.kind === 'name' && s.target.name === name;
  if (s.kind !== 'if') return false;
  return s.branches.every(([, body]) => setsFirst(body, name)) && setsFirst(s.otherwise, name);
}

/** Whether it reads `name` before it sets it on every way. */
function reads(s: Statement, name: string): boolean {
  if (s.kind === 'set') return mentions(s.value, name);
  if (s.kind === 'if' && sets(s, name)) return s.branches.some(([test]) => mentions(test, name));
  return mentions(s, name);
}

function mentions(node: Node, name: string): boolean {
  step();
  if (node.kind === 'name') return node.name === name;
  return someChild(node, (child) => mentions(child, name));
}
