import { foldConstant, MAX_LENGTH, type Constant, type Foldable } from './foldConstant.ts';
import type { Node, Set as Assignment, SetBlock, Target } from './syntax/nodes.ts';
import type { Tree } from './syntax/tree.ts';
import { TemplateBudget } from './templateBudget.ts';

/** A deeper expression is no constant that a person wrote. */
const MAX_DEPTH = 128;
/**
 * What expressions of a template come to without running it: literals, what is concatenated, joined, reversed, replaced,
 * formatted and cased of them, and variables that are set once. Undefined for everything else.
 */
export class Constants {
  /** What each variable is set to; null of one that is set twice, or to something else. */
  readonly #assigned = new Map<string, Node | null>();
  /** Each variable and each node is folded once; one that is being folded is no constant of its own. */
  readonly #variables = new Map<string, Constant | undefined>();
  readonly #known = new Map<Node, Constant | undefined>();
  readonly #budget: TemplateBudget;

  /** What folding reads is spent of `budget`; beyond it nothing is constant. */
  constructor({ nodes }: Tree, budget = new TemplateBudget()) {
    this.#budget = budget;
    for (const node of nodes) {
      if (node.kind === 'set' || node.kind === 'set-block') this.#assign(node.target, assignedBy(node));
      else if (node.kind === 'with') for (const [target, value] of node.bindings) this.#assign(target, value);
    }
  }

  text(node: Node | null | undefined): string | undefined {
    const value = this.value(node);
    return typeof value === 'string' ? value : undefined;
  }

  number(node: Node | null | undefined): number | undefined {
    const value = this.value(node);
    return typeof value === 'number' ? value : undefined;
  }

  value(node: Node | null | undefined, depth = 0): Constant | undefined {
    if (!node || depth > MAX_DEPTH) return undefined;
    // Of no other node is there a constant.
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (node.kind) {
      case 'text':
        return kept(node.text);
      case 'literal':
        return typeof node.value === 'string' || typeof node.value === 'number' ? kept(node.value) : undefined;
      case 'name':
        return this.#assigned.has(node.name) ? this.#variable(node.name, depth) : undefined;
      case 'list':
      case 'tuple':
      case 'unary':
      case 'binary':
      case 'index':
      case 'slice':
      case 'call':
      case 'filter':
        return this.#folded(node, depth);
      default:
        return undefined;
    }
  }

  #assign(target: Target, value: Node | null): void {
    if (target.kind === 'name') this.#assigned.set(target.name, this.#assigned.has(target.name) ? null : value);
    if (target.kind !== 'targets') return;
    const parts = value?.kind === 'tuple' || value?.kind === 'list' ? value.items : [];
    const isEach = parts.length === target.items.length;
    target.items.forEach((item, i) => {
      this.#assign(item, (isEach ? parts[i] : null) ?? null);
    });
  }

  #variable(name: string, depth: number): Constant | undefined {
    if (this.#variables.has(name)) return this.#variables.get(name);
    this.#variables.set(name, undefined);
    const value = this.value(this.#assigned.get(name), depth + 1);
    this.#variables.set(name, value);
    return value;
  }

  #folded(node: Foldable, depth: number): Constant | undefined {
    if (this.#known.has(node)) return this.#known.get(node);
    this.#known.set(node, undefined);
    const value = kept(foldConstant(node, (inner) => this.#operand(inner, depth + 1)));
    if (value !== undefined) this.#known.set(node, value);
    return value;
  }

  /**
   * A value that is about to be read, which is paid for: slices of slices of one long list are each as long as the list. A literal is read
   * once, and numbers are as long as any other.
   */
  #operand(node: Node | null | undefined, depth: number): Constant | undefined {
    const value = this.value(node, depth);
    if (node?.kind === 'literal' || value === undefined || typeof value === 'number') return value;
    return this.#budget.spend('folded', value.length) ? value : undefined;
  }
}

/** A block is a constant where it is one text. */
function assignedBy(node: Assignment | SetBlock): Node | null {
  if (node.kind === 'set') return node.value;
  const [only, ...more] = node.body;
  return only?.kind === 'text' && more.length === 0 && node.filters.length === 0 ? only : null;
}

function kept(value: Constant | undefined): Constant | undefined {
  return typeof value === 'string' && value.length > MAX_LENGTH ? undefined : value;
}
