/** Flat templates by how many nodes their trees have. */
import { nodesIn } from '../../src/text/template/syntax/nodesIn.ts';
import { parseTemplate } from '../../src/text/template/syntax/parseTemplate.ts';
import { FLAT_TEMPLATES, type CostlyTemplate } from './costlyProofs.ts';

/** Characters of a template by which its nodes are counted. */
const PROBE = 20_000;
/** Characters for each node that is asked for, where a template of any length has a few nodes. */
const LONG = 8;
const FEW = 10;

/** As many nodes as one asks for, or some hundredths fewer where numbers in it grow longer. */
function byNodes(of: CostlyTemplate): (nodes: number) => string {
  const nodes = nodesIn(parseTemplate(of(PROBE)));
  const characters = nodes <= FEW ? LONG : of(PROBE).length / nodes;
  return (count) => of(Math.floor(count * characters));
}

export const FLAT_TREES: Readonly<Record<string, (nodes: number) => string>> = Object.fromEntries(
  Object.entries(FLAT_TEMPLATES).map(([kind, of]) => [kind, byNodes(of)]),
);
