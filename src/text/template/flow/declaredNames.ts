/** The names that are a macro's own: its parameters, and what its body assigns. */
import { step } from '../steps.ts';
import type { Body, Macro, Statement, Target } from '../syntax/nodes.ts';

export function declaredNames({ parameters, body }: Macro): ReadonlySet<string> {
  const names = new Set(['varargs', 'kwargs']);
  for (const { name } of parameters) names.add(name);
  declare(body, names);
  return names;
}

/** The names that `body` assigns. */
export function assignedNames(body: Body): ReadonlySet<string> {
  if (assignsNothing(body)) return NO_NAMES;
  const known = assigned.get(body) ?? new Set<string>();
  if (!assigned.has(body)) declare(body, known);
  assigned.set(body, known);
  return known;
}

const NO_NAMES: ReadonlySet<string> = new Set();

/** Most bodies are small and print: to keep that of each would take more memory than the body. */
function assignsNothing(body: Body): boolean {
  if (body.length > SMALL || !body.every(({ kind }) => kind === 'text' || kind === 'output')) return false;
  step(body.length);
  return true;
}

const SMALL = 16;

/** A body is gone through more than once. */
const assigned = new WeakMap<Body, Set<string>>();

/** Whether `body` sets a field of a namespace. */
export function setsField(body: Body): boolean {
  const known = sets.get(body);
  if (known !== undefined) return known;
  const isSo = body.some((s) => targetsOf(s).some(({ kind }) => kind === 'member') || bodiesOf(s).some(setsField));
  sets.set(body, isSo);
  return isSo;
}

const sets = new WeakMap<Body, boolean>();

function declare(body: Body, names: Set<string>): void {
  for (const statement of body) {
    step();
    for (const target of targetsOf(statement)) declareTarget(target, names);
    for (const inner of bodiesOf(statement)) declare(inner, names);
  }
}

function targetsOf(s: Statement): readonly Target[] {
  if (s.kind === 'for' || s.kind === 'set' || s.kind === 'set-block') return [s.target];
  return s.kind === 'with' ? s.bindings.map(([target]) => target) : [];
}

/** A member of a namespace is declared where the namespace is. */
function declareTarget(target: Target, names: Set<string>): void {
  if (target.kind === 'name') names.add(target.name);
  if (target.kind === 'targets') for (const item of target.items) declareTarget(item, names);
}

/** A macro in a macro declares names of its own. */
function bodiesOf(s: Statement): readonly Body[] {
  if (s.kind === 'if') return [...s.branches.map(([, body]) => body), s.otherwise];
  if (s.kind === 'for') return [s.body, s.otherwise];
  return 'body' in s && s.kind !== 'macro' ? [s.body] : [];
}
