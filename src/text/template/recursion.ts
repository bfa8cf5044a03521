import { namesOnCycles } from './cycles.ts';
import type { TemplateProblem } from './problem.ts';
import { eachChild } from './syntax/eachChild.ts';
import type { Macro, Node } from './syntax/nodes.ts';
import type { Tree } from './syntax/tree.ts';

/** Names that a message shows. */
const MOST_SHOWN = 5;

/** Macros that reach themselves through calls that nothing guards. Tool schemas are printed by macros that do so with a guard. */
export function endlessMacros({ nodes }: Tree): readonly TemplateProblem[] {
  const macros = nodes.filter((node) => node.kind === 'macro');
  const endless = namesOnCycles(unconditionalCalls(macros));
  if (endless.length === 0) return [];
  const message = `expected recursion to have an end, found none in ${endless.slice(0, MOST_SHOWN).join(', ')}`;
  return [{ rule: 'template/recursion', message }];
}

/** For each macro that calls others, the macros that each call of it calls. */
function unconditionalCalls(macros: readonly Macro[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Set(macros.map(({ name }) => name));
  const calls = new Map<string, Set<string>>();
  for (const macro of macros)
    for (const called of namesCalledIn(macro)) if (names.has(called)) addCall(calls, macro.name, called);
  return calls;
}

function addCall(calls: Map<string, Set<string>>, caller: string, called: string): void {
  const known = calls.get(caller);
  if (known) known.add(called);
  else calls.set(caller, new Set([called]));
}

/** What its body calls whenever it runs. Each node is looked at for one macro alone: a macro inside runs when it is called itself. */
function namesCalledIn({ body }: Macro): readonly string[] {
  const names: string[] = [];
  const open: Node[] = [...body];
  const keep = (child: Node): void => void open.push(child);
  for (let node = open.pop(); node; node = open.pop()) {
    if (node.kind === 'call' && node.callee.kind === 'name') names.push(node.callee.name);
    eachThatRuns(node, keep);
  }
  return names;
}

/** What is below a node and runs whenever it does. */
function eachThatRuns(node: Node, visit: (child: Node) => void): void {
  if (node.kind === 'macro') return;
  if (node.kind === 'if') visitFirst(node.branches[0]?.[0], visit);
  else if (node.kind === 'for') visit(node.items);
  else if (node.kind === 'ternary') visit(node.test);
  else if (node.kind === 'binary' && (node.operator === 'and' || node.operator === 'or')) visit(node.left);
  else if (node.kind === 'compare') {
    visit(node.first);
    visitFirst(node.rest[0]?.[1], visit);
  } else eachChild(node, visit);
}

function visitFirst(node: Node | undefined, visit: (child: Node) => void): void {
  if (node) visit(node);
}
