import { pathOf, STEP } from '../flow/facts.ts';
import { step } from '../steps.ts';
import { eachChild } from '../syntax/eachChild.ts';
import type { Expression, Node } from '../syntax/nodes.ts';

/** The paths in an expression, each with what it begins with. */
export function namesIn(node: Expression): readonly string[] {
  const names = new Set<string>();
  collect(node, names);
  return [...names];
}

function collect(node: Node, names: Set<string>): void {
  step();
  const path = pathOf(node as Expression);
  if (path !== null) {
    names.add(path);
    names.add(path.split(STEP)[0] ?? path);
  }
  eachChild(node, (child) => {
    collect(child, names);
  });
}
