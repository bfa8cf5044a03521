/** What a node of a syntax tree is made of. */
import type { Arguments, Expression, Node, Parameter, Statement } from './nodes.ts';

type Visit = (child: Node) => void;

/** Calls `visit` with each node directly below, in the order of the source. */
export function eachChild(node: Node, visit: Visit): void {
  // Literals, names, texts and jumps have none.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (node.kind) {
    case 'targets':
      eachOf(node.items, visit);
      return;
    case 'output':
    case 'do':
      visit(node.value);
      return;
    case 'if':
      for (const [test, body] of node.branches) {
        visit(test);
        eachOf(body, visit);
      }
      eachOf(node.otherwise, visit);
      return;
    case 'for':
      visit(node.target);
      visit(node.items);
      visitIf(node.test, visit);
      eachOf(node.body, visit);
      eachOf(node.otherwise, visit);
      return;
    case 'set':
      visit(node.target);
      visit(node.value);
      return;
    case 'with':
      for (const [target, value] of node.bindings) {
        visit(target);
        visit(value);
      }
      eachOf(node.body, visit);
      return;
    case 'set-block':
    case 'filter-block':
    case 'macro':
    case 'call-block':
    case 'generation':
      eachOfBlock(node, visit);
      return;
    case 'text':
    case 'break':
    case 'continue':
    case 'foreign':
      return;
    default:
      eachOperand(node, visit);
  }
}

/** As {@link eachChild}, until one is what is looked for. */
export function someChild(node: Node, isIt: (child: Node) => boolean): boolean {
  let isFound = false;
  eachChild(node, (child) => {
    isFound ||= isIt(child);
  });
  return isFound;
}

type Block = Statement & {
  readonly kind: 'set-block' | 'filter-block' | 'macro' | 'call-block' | 'generation';
};

function eachOfBlock(node: Block, visit: Visit): void {
  if (node.kind === 'set-block') visit(node.target);
  if (node.kind === 'set-block' || node.kind === 'filter-block') eachOf(node.filters, visit);
  if (node.kind === 'macro' || node.kind === 'call-block') eachDefault(node.parameters, visit);
  if (node.kind === 'call-block') visit(node.call);
  eachOf(node.body, visit);
}

function eachDefault(parameters: readonly Parameter[], visit: Visit): void {
  for (const { otherwise } of parameters) visitIf(otherwise, visit);
}

function eachOperand(e: Expression, visit: Visit): void {
  switch (e.kind) {
    case 'literal':
    case 'name':
      return;
    case 'list':
    case 'tuple':
      eachOf(e.items, visit);
      return;
    case 'dict':
      for (const [key, value] of e.pairs) {
        visit(key);
        visit(value);
      }
      return;
    case 'member':
      visit(e.object);
      return;
    case 'index':
      visit(e.object);
      visit(e.key);
      return;
    case 'slice':
      visit(e.object);
      for (const bound of [e.from, e.to, e.step]) visitIf(bound, visit);
      return;
    case 'call':
      visit(e.callee);
      eachArgument(e, visit);
      return;
    case 'filter':
      visitIf(e.operand, visit);
      eachArgument(e, visit);
      return;
    case 'test':
      visit(e.operand);
      eachArgument(e, visit);
      return;
    case 'unary':
      visit(e.operand);
      return;
    case 'binary':
      visit(e.left);
      visit(e.right);
      return;
    case 'compare':
      visit(e.first);
      for (const [, operand] of e.rest) visit(operand);
      return;
    case 'ternary':
      visit(e.test);
      visit(e.then);
      visitIf(e.otherwise, visit);
  }
}

function eachArgument({ args, named, spread }: Arguments, visit: Visit): void {
  eachOf(args, visit);
  for (const [, value] of named) visit(value);
  eachOf(spread, visit);
}

function eachOf(nodes: readonly Node[], visit: Visit): void {
  for (const node of nodes) visit(node);
}

function visitIf(node: Node | null, visit: Visit): void {
  if (node) visit(node);
}
