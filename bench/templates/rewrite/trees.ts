/** Walks over trees, and trees with a part changed. */
import type { Expression, Node, Of, Program, Statement } from './nodes.ts';

/** A node and what it stands in, the outermost first. */
export interface Site<T extends Node = Node> {
  readonly node: T;
  readonly above: readonly Node[];
}

const STATEMENTS: ReadonlySet<string> = new Set([
  ...['text', 'comment', 'print', 'if', 'for', 'set', 'setBlock', 'macro', 'callBlock', 'filterBlock', 'tag', 'region'],
]);

export function isStatement(node: Node): node is Statement {
  return STATEMENTS.has(node.kind);
}

export function isExpression(node: Node): node is Expression {
  return !STATEMENTS.has(node.kind);
}

/** Every node of a tree, parents first. */
export function sites(root: unknown): readonly Site[] {
  const found: Site[] = [];
  collect(root, [], found);
  return found;
}

/** Every node of some kinds. */
export function sitesOf<K extends Node['kind']>(root: unknown, ...kinds: readonly K[]): readonly Site<Of<K>>[] {
  const wanted: ReadonlySet<string> = new Set(kinds);
  const found: unknown = sites(root).filter(({ node }) => wanted.has(node.kind));
  return found as readonly Site<Of<K>>[];
}

function collect(value: unknown, above: readonly Node[], found: Site[]): void {
  if (typeof value !== 'object' || value === null) return;
  const isNode = 'kind' in value;
  if (isNode) found.push({ node: value as Node, above });
  const inner = isNode ? [...above, value as Node] : above;
  for (const child of Object.values(value)) collect(child, inner, found);
}

/** The tree with each node replaced for which `change` gives another; what is replaced is not looked into. */
export function rebuilt<T>(value: T, change: (node: Node) => Node | null): T {
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value) {
    const other = change(value as unknown as Node);
    if (other) return other as unknown as T;
  }
  if (Array.isArray(value)) return value.map((member: unknown) => rebuilt(member, change)) as unknown as T;
  return Object.fromEntries(
    Object.entries(value).map(([field, child]) => [field, rebuilt(child, change)]),
  ) as unknown as T;
}

/** The tree with one node, the very object, replaced. */
export function swapped<T>(root: T, from: Node, to: Node): T {
  return rebuilt(root, (node) => (node === from ? to : null));
}

/** The tree with one statement, the very object, replaced by any number of others. */
export function spliced<T>(root: T, from: Statement, to: readonly Statement[]): T {
  if (typeof root !== 'object' || root === null) return root;
  if (Array.isArray(root))
    return root.flatMap((member: unknown): unknown[] =>
      member === from ? [...to] : [spliced(member, from, to)],
    ) as unknown as T;
  return Object.fromEntries(
    Object.entries(root).map(([field, child]) => [field, spliced(child, from, to)]),
  ) as unknown as T;
}

/** Every name that is read or bound anywhere below, keywords and members left out. */
export function namesIn(root: unknown): ReadonlySet<string> {
  return new Set(sitesOf(root, 'name').map(({ node }) => node.name));
}

/** The tree as it comes out of printing and reading: text is text, whether in a tag or not. */
export function normal(program: Program): Program {
  const merged: Statement[] = [];
  for (const statement of program) {
    const text = textOf(statement);
    const last = merged.at(-1);
    if (text === null) merged.push(normalInside(statement));
    else if (last?.kind === 'text') merged.splice(-1, 1, { kind: 'text', text: last.text + text });
    else if (text !== '') merged.push({ kind: 'text', text });
  }
  return merged;
}

function textOf(statement: Statement): string | null {
  if (statement.kind === 'text') return statement.text;
  return statement.kind === 'print' && statement.value.kind === 'string' ? statement.value.value : null;
}

function normalInside(statement: Statement): Statement {
  return Object.fromEntries(
    Object.entries(statement).map(([field, value]) => [
      field,
      field === 'body' || field === 'otherwise' ? normal(value as Program) : (value as unknown),
    ]),
  ) as unknown as Statement;
}
