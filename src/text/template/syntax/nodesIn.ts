import { eachChild } from './eachChild.ts';
import type { Body, Node } from './nodes.ts';

/** Statements and expressions in a tree. */
export function nodesIn(body: Body): number {
  let count = 0;
  const visit = (node: Node): void => {
    count++;
    eachChild(node, visit);
  };
  body.forEach(visit);
  return count;
}
