/** When a text is printed, by the conditions and loops around it: whose message it stands in, from which turn on, with which tools. */
import type { Expression } from '../syntax/nodes.ts';
import type { Condition, Place } from './printedTexts.ts';

export interface Where {
  /** Once for every message. */
  readonly inMessages: boolean;
  /** Whose messages. */
  readonly roles: ReadonlySet<string>;
  /** At the first message alone. */
  readonly isFirst: boolean;
  /** From some message on, or at some: what a number over 1 is compared with. */
  readonly isCounted: boolean;
  /** With a tool of some name. */
  readonly isForTool: boolean;
  /** Where tools or documents are given, or called. */
  readonly isWithTools: boolean;
}

const ROLES: readonly string[] = ['system', 'developer', 'user', 'assistant', 'model', 'tool', 'function', 'other'];
const EVERY_ROLE: ReadonlySet<string> = new Set(ROLES);

/** `messages`: the names of what is made of all messages. */
export function whereOf({ conditions, loops }: Place, messages: ReadonlySet<string>): Where {
  const each = conditions.map((condition) => saidBy(condition, messages));
  return {
    inMessages: loops.some((loop) => mentions(loop, (name) => messages.has(name))),
    roles: each.reduce<ReadonlySet<string>>(
      (all, { roles }) => (roles === EVERY_ROLE ? all : both(all, roles)),
      EVERY_ROLE,
    ),
    isFirst: each.some((said) => said.isFirst),
    isCounted: each.some((said) => said.isCounted) || loops.some((e) => isCounted(e, messages)),
    isForTool: each.some((said) => said.isForTool),
    isWithTools: each.some((said) => said.isWithTools),
  };
}

type Said = Omit<Where, 'inMessages'>;

/** A condition stands around many texts. */
const known = new WeakMap<Condition, Said>();

function saidBy(condition: Condition, messages: ReadonlySet<string>): Said {
  const { test, holds } = condition;
  const said = known.get(condition) ?? {
    roles: rolesOf(condition),
    isFirst: isFirst(condition),
    isCounted: isCounted(test, messages),
    isForTool: asksForTool(test),
    isWithTools: holds && mentions(test, isToolName),
  };
  known.set(condition, said);
  return said;
}

function isToolName(name: string): boolean {
  return /tool|function|document|schema|response_format/i.test(name);
}

/** Whether a name, or the name of an attribute, is in it. */
export function mentions(node: unknown, isIt: (name: string) => boolean): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const { kind, name, value } = node as { readonly kind?: unknown; readonly name?: unknown; readonly value?: unknown };
  if ((kind === 'name' || kind === 'member') && typeof name === 'string' && isIt(name)) return true;
  if (kind === 'literal') return typeof value === 'string' && isIt(value);
  return Object.values(node).some((part) => mentions(part, isIt));
}

/** The roles for which a condition may hold. */
function rolesOf({ test, holds }: Condition): ReadonlySet<string> {
  const all = EVERY_ROLE;
  if (test.kind === 'unary' && test.operator === 'not') return rolesOf({ test: test.operand, holds: !holds });
  if (test.kind === 'binary' && (test.operator === 'and' || test.operator === 'or')) {
    const [left, right] = [rolesOf({ test: test.left, holds }), rolesOf({ test: test.right, holds })];
    if ((test.operator === 'and') === holds) return both(left, right);
    return left === all || right === all ? all : new Set([...left, ...right]);
  }
  if (test.kind !== 'compare' || test.rest.length !== 1 || !isRole(test.first)) return all;
  const [[operator, other] = ['==', test.first] as const] = test.rest;
  const named = new Set(literalsOf(other).map((role) => (ROLES.includes(role) ? role : 'other')));
  if (named.size === 0) return all;
  const isPositive = (operator === '==' || operator === 'in') === holds;
  // Of others there are more than one.
  return new Set(ROLES.filter((role) => (isPositive ? named.has(role) : role === 'other' || !named.has(role))));
}

function isRole(e: Expression): boolean {
  return mentions(e, (name) => /(?:^|_)role$/.test(name));
}

function literalsOf(e: Expression): readonly string[] {
  if (e.kind === 'list' || e.kind === 'tuple') return e.items.flatMap(literalsOf);
  return e.kind === 'literal' && typeof e.value === 'string' ? [e.value] : [];
}

function both(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  if (a === EVERY_ROLE) return b;
  if (b === EVERY_ROLE) return a;
  return new Set([...a].filter((role) => b.has(role)));
}

/** `loop.first`, `loop.index0 == 0`, `loop.index == 1` */
function isFirst({ test, holds }: Condition): boolean {
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
function isCounted(node: unknown, messages: ReadonlySet<string>): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const e = node as Expression;
  if (e.kind === 'compare' && [e.first, ...e.rest.map(([, other]) => other)].some(isTurn)) return true;
  if (e.kind === 'binary' && e.operator === '%' && isOver(e.right, 2)) return true;
  if (e.kind === 'test' && e.name === 'divisibleby' && e.args.some((arg) => isOver(arg, 2))) return true;
  const cut = e.kind === 'index' ? [e.key] : e.kind === 'slice' ? [e.from, e.to] : [];
  if (cut.some((at) => isOver(at, 1)) && mentions((e as { object: unknown }).object, (name) => messages.has(name)))
    return true;
  return Object.values(node).some((part) => isCounted(part, messages));
}

function isTurn(e: Expression): boolean {
  return isOver(e, 1);
}

function isOver(e: Expression | null, limit: number): boolean {
  if (e?.kind === 'unary') return isOver(e.operand, limit);
  return e?.kind === 'literal' && typeof e.value === 'number' && e.value > limit;
}

/** `tool.function.name == 'send_email'` */
function asksForTool(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  const e = node as Expression;
  if (e.kind === 'compare') {
    const all = [e.first, ...e.rest.map(([, other]) => other)];
    if (all.some((one) => literalsOf(one).length > 0) && all.some(isNameOfTool)) return true;
  }
  return Object.values(node).some(asksForTool);
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
