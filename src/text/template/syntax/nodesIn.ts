/** Statements and expressions in a tree, or a part of one. */
export function nodesIn(tree: unknown): number {
  if (typeof tree !== 'object' || tree === null) return 0;
  return Object.values(tree).reduce<number>((sum, part) => sum + nodesIn(part), 'kind' in tree ? 1 : 0);
}
