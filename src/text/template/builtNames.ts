import { quoted } from '../../core/printable.ts';
import { attributeNames, isInside } from './attributeWalk.ts';
import type { Constants } from './constants.ts';
import type { TemplateProblem } from './problem.ts';
import type { Expression, Node } from './syntax/nodes.ts';
import { reaches } from './syntax/reaches.ts';
import type { Tree } from './syntax/tree.ts';

/** Names that a message shows. */
const MOST_SHOWN = 5;

/** Attributes whose names are put together, and strings that come to a forbidden name wherever they are put together. */
export function builtNames({ nodes }: Tree, constants: Constants): readonly TemplateProblem[] {
  const found = new Set<string>();
  const hasString = reaches((node) => node.kind === 'literal' && typeof node.value === 'string');
  const isBuilt = (node: Node): boolean => isPutTogether(node) && hasString(node);
  for (const node of nodes) {
    if (found.size >= MOST_SHOWN) break;
    for (const name of attributeNames(node)) if (isBuilt(name)) found.add(shown(name, constants));
    // Everything is folded, whatever comes of it: what that costs is told of the template, too.
    const text = constants.text(node);
    if (text !== undefined && isBuilt(node) && isInside(text)) found.add(quoted(text, 60));
  }
  if (found.size === 0) return [];
  const names = [...found].slice(0, MOST_SHOWN).join(', ');
  return [{ rule: 'template/built-name', message: `expected each name as one literal, found ${names} put together` }];
}

function shown(name: Expression, constants: Constants): string {
  const text = constants.text(name);
  return text === undefined ? 'a name' : quoted(text, 60);
}

const CONCATENATES: ReadonlySet<string> = new Set(['~', '+', '%', '*']);

/** A concatenation, or a filter or a call. Built of a string literal it is a name: arithmetic on an index is not. */
function isPutTogether(node: Node): boolean {
  if (node.kind === 'binary') return CONCATENATES.has(node.operator);
  return node.kind === 'filter' || node.kind === 'call';
}
