/**
 * The syntax tree of a template as it comes out of its process: plain objects, each with the name of its class in
 * `@huggingface/jinja` as `type`. Nothing about it is trusted, not even its depth: walks keep a stack of their own.
 */
export interface TemplateNode {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Ancestors of a node, the nearest first. */
export interface Ancestor {
  readonly node: TemplateNode;
  /** The field of `node` that leads to the child: `body`, `test`. */
  readonly field: string;
  readonly parent: Ancestor | null;
}

/** Calls `visit` for every node, parents first, in the order of the source. Linear in the tree. */
export function walk(root: TemplateNode, visit: (node: TemplateNode, parent: Ancestor | null) => void): void {
  const pending: (readonly [TemplateNode, Ancestor | null])[] = [[root, null]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [node, parent] = next;
    visit(node, parent);
    for (const [field, child] of children(node).reverse()) pending.push([child, { node, field, parent }]);
  }
}

/** Every node of one type. */
export function nodesOf(root: TemplateNode, type: string): readonly TemplateNode[] {
  const found: TemplateNode[] = [];
  walk(root, (node) => {
    if (node.type === type) found.push(node);
  });
  return found;
}

export function* ancestors(from: Ancestor | null): Generator<Ancestor> {
  for (let at = from; at; at = at.parent) yield at;
}

function children(node: TemplateNode): (readonly [string, TemplateNode])[] {
  const found: (readonly [string, TemplateNode])[] = [];
  for (const [field, value] of Object.entries(node)) {
    if (field === 'operator') continue;
    const members: unknown[] = value instanceof Map ? [...value].flat() : Array.isArray(value) ? value : [value];
    for (const member of members) if (isNode(member)) found.push([field, member]);
  }
  return found;
}

export function isNode(value: unknown): value is TemplateNode {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** The child in `field`, where there is one. */
export function child(node: TemplateNode, field: string): TemplateNode | undefined {
  const value = node[field];
  return isNode(value) ? value : undefined;
}

export function list(node: TemplateNode, field: string): readonly TemplateNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** `+`, `in`, `==` of a binary or unary expression. */
export function operatorOf(node: TemplateNode): string {
  const { operator } = node;
  return typeof operator === 'object' && operator !== null ? String((operator as { value?: unknown }).value) : '';
}

/** The name that an identifier stands for. */
export function identifier(node: TemplateNode | undefined): string | undefined {
  return node?.type === 'Identifier' && typeof node['value'] === 'string' ? node['value'] : undefined;
}

/** A filter's or call's name and arguments: `x | attr('y')`, `range(3)`. */
export function called(node: TemplateNode): { readonly name: string; readonly args: readonly TemplateNode[] } | null {
  const target = node.type === 'FilterExpression' ? child(node, 'filter') : node;
  if (!target) return null;
  const direct = identifier(target);
  if (direct !== undefined) return node.type === 'FilterExpression' ? { name: direct, args: [] } : null;
  const name = target.type === 'CallExpression' ? identifier(child(target, 'callee')) : undefined;
  return name === undefined ? null : { name, args: list(target, 'args') };
}

/** `object.name(…)` */
export function methodCall(
  node: TemplateNode,
): { readonly object: TemplateNode; readonly name: string; readonly args: readonly TemplateNode[] } | null {
  const callee = node.type === 'CallExpression' ? child(node, 'callee') : undefined;
  const object = callee && child(callee, 'object');
  const name = callee && callee['computed'] !== true ? identifier(child(callee, 'property')) : undefined;
  return object && name !== undefined ? { object, name, args: list(node, 'args') } : null;
}
