import { child, identifier, inherited, nodesOf, walk, type Ancestor, type TemplateNode } from './ast.ts';
import { namesOnCycles } from './cycles.ts';
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
  const endless = namesOnCycles(calls);
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
  const callerOf = callers();
  walk(root, (node, parent) => {
    const callee = node.type === 'CallExpression' ? identifier(child(node, 'callee')) : undefined;
    const caller = callee !== undefined && calls.has(callee) ? callerOf(parent) : undefined;
    if (caller !== undefined && callee !== undefined) calls.get(caller)?.add(callee);
  });
  return calls;
}

/** The macro around a call, unless something between them decides whether the call happens. */
function callers(): (parent: Ancestor | null) => string | undefined {
  return inherited<string | undefined>(undefined, ({ node, field }, above) => {
    if (CONDITIONAL.has(`${node.type}.${field}`)) return undefined;
    if (node.type !== 'Macro') return above;
    return field === 'body' ? identifier(child(node, 'name')) : undefined;
  });
}
