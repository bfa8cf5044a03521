import { pathOf, STEP } from '../flow/facts.ts';
import type { Expression } from '../syntax/nodes.ts';

/** The paths in an expression, each with what it begins with. */
export function namesIn(node: unknown): readonly string[] {
  const names = new Set<string>();
  collect(node, names);
  return [...names];
}

function collect(node: unknown, names: Set<string>): void {
  if (typeof node !== 'object' || node === null) return;
  const path = 'kind' in node ? pathOf(node as Expression) : null;
  if (path !== null) {
    names.add(path);
    names.add(path.split(STEP)[0] ?? path);
  }
  for (const part of Object.values(node)) collect(part, names);
}
