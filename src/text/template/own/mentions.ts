import { someChild } from '../syntax/eachChild.ts';
import type { Node } from '../syntax/nodes.ts';
import { step } from '../steps.ts';

/** Whether a name, the name of an attribute, or a string is in it that `isIt`. */
export function mentions(node: Node, isIt: (name: string) => boolean): boolean {
  step();
  if (node.kind === 'literal') return typeof node.value === 'string' && isIt(node.value);
  if ((node.kind === 'name' || node.kind === 'member') && isIt(node.name)) return true;
  return someChild(node, (child) => mentions(child, isIt));
}
