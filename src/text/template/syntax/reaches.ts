import { eachChild } from './eachChild.ts';
import type { Node } from './nodes.ts';

/**
 * Whether `is` holds for a node or for anything below it. Every node is looked at once, however many questions are asked: searching below
 * each node would cost the tree times its depth.
 */
export function reaches(is: (node: Node) => boolean): (root: Node) => boolean {
  const known = new Map<Node, boolean>();
  return (root) => {
    const pending = [root];
    for (let node = pending.at(-1); node; node = pending.at(-1)) {
      const { isFound, open } = known.has(node) ? ANSWERED : lookBelow(node, known);
      if (!known.has(node) && (isFound || is(node))) known.set(node, true);
      else if (!known.has(node) && open.length === 0) known.set(node, false);
      if (known.has(node)) pending.pop();
      else for (const next of open) pending.push(next);
    }
    return known.get(root) ?? false;
  };
}

interface Below {
  readonly isFound: boolean;
  /** Of which it is not known yet. */
  readonly open: readonly Node[];
}

const ANSWERED: Below = { isFound: false, open: [] };

function lookBelow(node: Node, known: ReadonlyMap<Node, boolean>): Below {
  const open: Node[] = [];
  let isFound = false;
  eachChild(node, (child) => {
    const answer = known.get(child);
    if (answer === undefined) open.push(child);
    isFound ||= answer === true;
  });
  return { isFound, open };
}
