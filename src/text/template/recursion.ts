import { ancestors, child, identifier, nodesOf, walk, type Ancestor, type TemplateNode } from './ast.ts';
import type { TemplateProblem } from './problem.ts';

/** Fields whose nodes run only sometimes. `test`, `condition` and `iterable` always do. */
const CONDITIONAL: ReadonlySet<string> = new Set([
  'If.body',
  'If.alternate',
  'For.body',
  'For.defaultBlock',
  'Ternary.trueExpr',
  'Ternary.falseExpr',
  'BinaryExpression.right',
  'SelectExpression.lhs',
]);

/** Macros that reach themselves through calls that nothing guards. Tool schemas are printed by macros that do so with a guard. */
export function endlessMacros(root: TemplateNode): readonly TemplateProblem[] {
  const calls = unconditionalCalls(root);
  const endless = [...calls.keys()].filter((name) => reaches(name, name, calls));
  if (endless.length === 0) return [];
  const message = `expected recursion to have an end, found none in ${endless.slice(0, 5).join(', ')}`;
  return [{ rule: 'template/recursion', message }];
}

/** For each macro, the macros that each call of it calls. */
function unconditionalCalls(root: TemplateNode): ReadonlyMap<string, ReadonlySet<string>> {
  const calls = new Map<string, Set<string>>();
  for (const macro of nodesOf(root, 'Macro')) {
    const name = identifier(child(macro, 'name'));
    if (name !== undefined) calls.set(name, new Set());
  }
  walk(root, (node, parent) => {
    const callee = node.type === 'CallExpression' ? identifier(child(node, 'callee')) : undefined;
    const caller = callee !== undefined && calls.has(callee) ? callerOf(parent) : undefined;
    if (caller !== undefined && callee !== undefined) calls.get(caller)?.add(callee);
  });
  return calls;
}

/** The macro around a call, unless something between them decides whether the call happens. */
function callerOf(parent: Ancestor | null): string | undefined {
  for (const { node, field } of ancestors(parent)) {
    if (CONDITIONAL.has(`${node.type}.${field}`)) return undefined;
    if (node.type === 'Macro') return field === 'body' ? identifier(child(node, 'name')) : undefined;
  }
  return undefined;
}

/** True when a path of calls leads from `from` to `goal`. Each macro is looked at once. */
function reaches(from: string, goal: string, calls: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const seen = new Set<string>();
  const pending = [...(calls.get(from) ?? [])];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === goal) return true;
    if (seen.has(name)) continue;
    seen.add(name);
    pending.push(...(calls.get(name) ?? []));
  }
  return false;
}
