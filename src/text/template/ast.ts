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

/**
 * What a node's ancestors make of it, each worked out once: walking up from every node would cost the tree times its depth. `of` gives
 * what holds below one ancestor, from what holds above it.
 */
export function inherited<T>(top: T, of: (ancestor: Ancestor, above: T) => T): (parent: Ancestor | null) => T {
  const known = new Map<Ancestor, T>();
  return (parent) => {
    const open: Ancestor[] = [];
    let at = parent;
    for (; at && !known.has(at); at = at.parent) open.push(at);
    let value = at ? (known.get(at) as T) : top;
    for (let next = open.pop(); next; next = open.pop()) {
      value = of(next, value);
      known.set(next, value);
    }
    return value;
  };
}

/**
 * Whether `is` holds for a node or for anything that is reached from it through `inner`. Every node is looked at once, however many
 * questions are asked: searching below each node would cost the tree times its depth.
 */
export function reaches(
  is: (node: TemplateNode) => boolean,
  inner: (node: TemplateNode) => readonly TemplateNode[] = childNodes,
): (root: TemplateNode) => boolean {
  const known = new Map<TemplateNode, boolean>();
  return (root) => {
    const pending = [root];
    for (let node = pending.at(-1); node; node = pending.at(-1)) {
      const below = known.has(node) ? [] : inner(node);
      const open = below.filter((next) => !known.has(next));
      if (!known.has(node) && (is(node) || below.some((next) => known.get(next)))) known.set(node, true);
      else if (!known.has(node) && open.length === 0) known.set(node, false);
      if (known.has(node)) pending.pop();
      else for (const next of open) pending.push(next);
    }
    return known.get(root) ?? false;
  };
}

function childNodes(node: TemplateNode): readonly TemplateNode[] {
  return children(node).map(([, child]) => child);
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
