import { eachChild } from './eachChild.ts';
import type { Body, Node } from './nodes.ts';

/** A syntax tree, and a list of all that is in it, for whoever asks something of every node. */
export interface Tree {
  readonly body: Body;
  /** Parents before what is in them, in the order of the source. */
  readonly nodes: readonly Node[];
}

/** Linear, and with a stack of its own: chains in chains are deeper than a tree has levels. */
export function treeOf(body: Body): Tree {
  const nodes: Node[] = [];
  const open: Node[] = body.toReversed();
  const below: Node[] = [];
  const keep = (child: Node): void => void below.push(child);
  for (let node = open.pop(); node; node = open.pop()) {
    nodes.push(node);
    eachChild(node, keep);
    for (let child = below.pop(); child; child = below.pop()) open.push(child);
  }
  return { body, nodes };
}
