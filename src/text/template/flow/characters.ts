/**
 * Loops that pass over characters. Templates for images loop over a content without asking whether it is a string: what they do is done for parts
 * of some type alone, and a character has no type. LLaVA-NeXT, SmolVLM
 */
import { eachChild } from '../syntax/eachChild.ts';
import type { Body, Compare, Expression, For, Node, Statement } from '../syntax/nodes.ts';
import type { Operand } from './analysis.ts';
import { isPartKey } from './idioms.ts';

/** What is looped over: a content whose characters are passed over is a list of parts. */
export function withoutCharacters(s: For, items: Operand): Operand {
  const { value } = items;
  const isParts = value.kind === 'given' && !value.maybeCharacter && value.maybeList && passesOverCharacters(s);
  return isParts ? { ...items, value: { ...value, maybeString: false } } : items;
}

/** Whether the loop prints and sets nothing for a character, so that a string, however long, is as none. */
function passesOverCharacters({ target, test, body, recursive }: For): boolean {
  if (target.kind !== 'name' || recursive || (test !== null && hasCall(test))) return false;
  return (test !== null && isFalse(test, target.name)) || isSilent(body, target.name);
}

function isSilent(body: Body, item: string): boolean {
  return body.every((statement) => isSilentStatement(statement, item));
}

function isSilentStatement(s: Statement, item: string): boolean {
  if (s.kind === 'text') return s.text === '';
  if (s.kind === 'output') return isField(s.value, item);
  return s.kind === 'if' && s.branches.every(([test]) => isFalse(test, item)) && isSilent(s.otherwise, item);
}

/** Whether `e` is false where `item` is a character, and does nothing else. */
function isFalse(e: Expression, item: string): boolean {
  return !hasCall(e) && isFalseOf(e, item);
}

/** What is called may set something, or make a list longer. */
function hasCall(e: Node): boolean {
  let found = e.kind === 'call';
  eachChild(e, (child) => {
    found ||= hasCall(child);
  });
  return found;
}

function isFalseOf(e: Expression, item: string): boolean {
  if (e.kind === 'binary' && e.operator === 'and') return isFalseOf(e.left, item) || isFalseOf(e.right, item);
  if (e.kind === 'binary' && e.operator === 'or') return isFalseOf(e.left, item) && isFalseOf(e.right, item);
  if (e.kind === 'test' && !e.negated) return isFalseTest(e.name, e.operand, item);
  return e.kind === 'compare' ? isFalseComparison(e, item) : isField(e, item);
}

function isFalseTest(name: string, operand: Expression, item: string): boolean {
  return name === 'mapping' ? isItem(operand, item) : name === 'defined' && isField(operand, item);
}

/** `part.type == 'image'`, `part.type in ['image', 'video']`, `'image' in part` */
function isFalseComparison({ first, rest }: Compare, item: string): boolean {
  const [[operator, second] = ['!=', first] as const, ...more] = rest;
  if (more.length > 0) return false;
  if (operator === '==') return isField(first, item) && isText(second);
  if (operator !== 'in') return false;
  if (isItem(second, item)) return isText(first) && isPartKey(first.value);
  return isField(first, item) && (second.kind === 'list' || second.kind === 'tuple') && second.items.every(isText);
}

function isText(e: Expression): e is Expression & { readonly value: string } {
  return e.kind === 'literal' && typeof e.value === 'string';
}

function isItem(e: Expression, item: string): boolean {
  return e.kind === 'name' && e.name === item;
}

/** A field of a part: of a character it is undefined, which prints nothing. */
function isField(e: Expression, item: string): boolean {
  if (e.kind === 'member') return isItem(e.object, item) && isPartKey(e.name);
  return e.kind === 'index' && isItem(e.object, item) && isText(e.key) && isPartKey(e.key.value);
}
