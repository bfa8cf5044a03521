/** The names that a body may read before it has assigned them: outside they may be something else. */
import type { Body, Macro, Statement, Target } from '../syntax/nodes.ts';

type Names = Set<string>;

export function freeNamesIn(body: Body): ReadonlySet<string> {
  const free: Names = new Set();
  readBody(body, new Set(), free);
  return free;
}

export function freeNames({ parameters, body }: Macro): ReadonlySet<string> {
  const free: Names = new Set();
  const own: Names = new Set(['varargs', 'kwargs', 'caller', ...parameters.map(({ name }) => name)]);
  for (const { otherwise } of parameters) read(otherwise, own, free);
  readBody(body, own, free);
  return free;
}

/** In order; what a body assigns is assigned in the rest of it, and in what it holds. */
function readBody(body: Body, outside: ReadonlySet<string>, free: Names): void {
  const own: Names = new Set(outside);
  for (const statement of body) readStatement(statement, own, free);
}

function readStatement(s: Statement, own: Names, free: Names): void {
  // Every other statement has no scope of its own.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (s.kind) {
    case 'for':
      read(s.items, own, free);
      read(s.test, withTarget(own, s.target), free);
      readBody(s.body, withTarget(own, s.target), free);
      readBody(s.otherwise, own, free);
      return;
    case 'if':
      for (const [test, body] of s.branches) {
        read(test, own, free);
        readBody(body, own, free);
      }
      readBody(s.otherwise, own, free);
      return;
    case 'with':
      readWith(s, own, free);
      return;
    case 'set':
      read(s.value, own, free);
      break;
    case 'set-block':
      read(s.filters, own, free);
      readBody(s.body, own, free);
      break;
    case 'macro':
      for (const name of freeNames(s)) if (!own.has(name)) free.add(name);
      return;
    default:
      read(s, own, free);
      return;
  }
  if (s.target.kind === 'member') read(s.target.object, own, free);
  else addTarget(own, s.target);
}

function readWith(s: Statement & { readonly kind: 'with' }, own: ReadonlySet<string>, free: Names): void {
  const inside: Names = new Set(own);
  for (const [target, value] of s.bindings) {
    read(value, inside, free);
    addTarget(inside, target);
  }
  readBody(s.body, inside, free);
}

function withTarget(own: ReadonlySet<string>, target: Target): Names {
  const names: Names = new Set(own);
  addTarget(names, target);
  return names;
}

function addTarget(names: Names, target: Target): void {
  if (target.kind === 'name') names.add(target.name);
  if (target.kind === 'targets') for (const item of target.items) addTarget(names, item);
}

/** Every name in what is left: expressions, and statements whose bodies have no scope of their own. */
function read(node: unknown, own: ReadonlySet<string>, free: Names): void {
  if (typeof node !== 'object' || node === null) return;
  const { kind, name } = node as { readonly kind?: unknown; readonly name?: unknown };
  if (kind === 'name' && typeof name === 'string' && !own.has(name)) free.add(name);
  for (const part of Object.values(node)) read(part, own, free);
}
