/** What a condition asks for that a text may depend on: the first message, a turn, a tool of some name. */
import { someChild } from '../syntax/eachChild.ts';
import type { Expression, Node } from '../syntax/nodes.ts';
import { step } from '../steps.ts';
import { mentions } from './mentions.ts';
import type { Condition } from './places.ts';
import { literalsOf } from './roles.ts';

/** `loop.first`, `loop.index0 == 0`, `loop.index == 1` */
export function isFirst({ test, holds }: Condition): boolean {
  step();
  if (test.kind === 'unary' && test.operator === 'not') return isFirst({ test: test.operand, holds: !holds });
  if (test.kind === 'binary' && test.operator === (holds ? 'and' : 'or'))
    return isFirst({ test: test.left, holds }) || isFirst({ test: test.right, holds });
  if (test.kind === 'member') return holds && test.name === 'first';
  if (test.kind !== 'compare' || test.first.kind !== 'member' || test.rest.length !== 1) return false;
  const [[operator, other] = ['!=', test.first] as const] = test.rest;
  const first = test.first.name === 'index0' ? 0 : test.first.name === 'index' ? 1 : null;
  return operator === (holds ? '==' : '!=') && other.kind === 'literal' && other.value === first;
}

/** A comparison with a number over 1, or a message over the second: a turn. That every other is someone's is no turn. */
export function isCounted(e: Node, messages: ReadonlySet<string>): boolean {
  step();
  if (e.kind === 'compare' && (isTurn(e.first) || e.rest.some(([, other]) => isTurn(other)))) return true;
  if (e.kind === 'binary' && e.operator === '%' && isOver(e.right, 2)) return true;
  if (e.kind === 'test' && e.name === 'divisibleby' && e.args.some((arg) => isOver(arg, 2))) return true;
  return isLaterMessage(e, messages) || someChild(e, (child) => isCounted(child, messages));
}

/** `messages[4]` */
function isLaterMessage(e: Node, messages: ReadonlySet<string>): boolean {
  if (e.kind !== 'index' && e.kind !== 'slice') return false;
  const places = e.kind === 'index' ? [e.key] : [e.from, e.to];
  return places.some((at) => isOver(at, 1)) && mentions(e.object, (name) => messages.has(name));
}

function isTurn(e: Expression): boolean {
  return isOver(e, 1);
}

function isOver(e: Expression | null, limit: number): boolean {
  if (e?.kind === 'unary') return isOver(e.operand, limit);
  return e?.kind === 'literal' && typeof e.value === 'number' && e.value > limit;
}

/** `tool.function.name == 'send_email'` */
export function asksForTool(e: Node): boolean {
  step();
  if (e.kind === 'compare') {
    const all = [e.first, ...e.rest.map(([, other]) => other)];
    if (all.some((one) => literalsOf(one).length > 0) && all.some(isNameOfTool)) return true;
  }
  return someChild(e, asksForTool);
}

function isNameOfTool(e: Expression): boolean {
  if (e.kind === 'member') return e.name === 'name';
  if (e.kind === 'filter') return e.operand !== null && isNameOfTool(e.operand);
  if (e.kind === 'call') return e.callee.kind === 'member' && (isNameOfTool(e.callee.object) || e.args.some(isNameKey));
  return e.kind === 'index' ? isNameKey(e.key) : e.kind === 'name' && /^(?:\w+_)?name$/.test(e.name);
}

function isNameKey(e: Expression): boolean {
  return e.kind === 'literal' && e.value === 'name';
}
