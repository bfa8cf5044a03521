import { called, child, identifier, list, methodCall, nodesOf, operatorOf, type TemplateNode } from './ast.ts';
import { TemplateBudget } from './templateBudget.ts';

type Scalar = string | number;
/** Lists hold no lists: a name is not built that way, and what refers to itself twice would double at each step. */
export type Constant = Scalar | readonly Scalar[];

/** A deeper expression is no constant that a person wrote. */
const MAX_DEPTH = 128;
/** A longer string is no name; what makes it longer is a loop's or a product's business. */
const MAX_LENGTH = 4096;

/**
 * What expressions of a template come to without running it: literals, what is concatenated, joined, reversed, replaced,
 * formatted and cased of them, and variables that are set once. Undefined for everything else.
 */
export class Constants {
  readonly #assigned = new Map<string, TemplateNode | null>();
  /** Each node is folded once; one that is being folded is no constant of its own. */
  readonly #known = new Map<TemplateNode, Constant | undefined>();
  readonly #budget: TemplateBudget;

  /** What folding reads is spent of `budget`; beyond it nothing is constant. */
  constructor(root: TemplateNode, budget = new TemplateBudget()) {
    this.#budget = budget;
    for (const node of nodesOf(root, 'Set')) {
      const name = identifier(child(node, 'assignee'));
      if (name !== undefined)
        this.#assigned.set(name, this.#assigned.has(name) ? null : (child(node, 'value') ?? null));
    }
  }

  text(node: TemplateNode | undefined): string | undefined {
    const value = this.value(node);
    return typeof value === 'string' ? value : undefined;
  }

  number(node: TemplateNode | undefined): number | undefined {
    const value = this.value(node);
    return typeof value === 'number' ? value : undefined;
  }

  value(node: TemplateNode | undefined, depth = 0): Constant | undefined {
    if (!node || depth > MAX_DEPTH) return undefined;
    if (this.#known.has(node)) return this.#known.get(node);
    this.#known.set(node, undefined);
    const value = this.#fold(node, (inner) => this.#operand(inner, depth + 1));
    const kept = typeof value === 'string' && value.length > MAX_LENGTH ? undefined : value;
    this.#known.set(node, kept);
    return kept;
  }

  /** A value that is about to be read, which is paid for: slices of slices of one long list are each as long as the list. */
  #operand(node: TemplateNode | undefined, depth: number): Constant | undefined {
    const value = this.value(node, depth);
    return this.#budget.spend('folded', sizeOf(value)) ? value : undefined;
  }

  #fold(node: TemplateNode, of: (node: TemplateNode | undefined) => Constant | undefined): Constant | undefined {
    const { type, value } = node;
    switch (type) {
      case 'StringLiteral':
        return typeof value === 'string' ? value : undefined;
      case 'IntegerLiteral':
      case 'FloatLiteral':
        return typeof value === 'number' ? value : undefined;
      case 'ArrayLiteral':
      case 'TupleLiteral':
        return allOf(list(node, 'value').map(of));
      case 'Identifier':
        return of(this.#assigned.get(identifier(node) ?? '') ?? undefined);
      case 'BinaryExpression':
        return combined(operatorOf(node), of(child(node, 'left')), of(child(node, 'right')));
      case 'MemberExpression':
        return sliced(of(child(node, 'object')), child(node, 'property'), of);
      default:
        return applied(node, of);
    }
  }
}

function sizeOf(value: Constant | undefined): number {
  return typeof value === 'string' || typeof value === 'object' ? value.length : 1;
}

type Fold = (node: TemplateNode | undefined) => Constant | undefined;

function allOf(values: readonly (Constant | undefined)[]): readonly Scalar[] | undefined {
  const scalars = values.filter((v) => typeof v === 'string' || typeof v === 'number');
  return scalars.length === values.length ? scalars : undefined;
}

function combined(operator: string, left: Constant | undefined, right: Constant | undefined): Constant | undefined {
  if (left === undefined || right === undefined) return undefined;
  if (operator === '~') return `${asText(left)}${asText(right)}`;
  if (typeof left === 'number' && typeof right === 'number') return arithmetic(operator, left, right);
  if (operator === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (operator === '*' && typeof left === 'string' && typeof right === 'number')
    return left.length * right <= MAX_LENGTH ? left.repeat(Math.max(0, Math.trunc(right))) : undefined;
  if (operator === '%' && typeof left === 'string') return formatted(left, typeof right === 'object' ? right : [right]);
  return undefined;
}

function arithmetic(operator: string, a: number, b: number): number | undefined {
  const results: Readonly<Record<string, number>> = { '+': a + b, '-': a - b, '*': a * b, '**': a ** b, '/': a / b };
  return operator === '//' ? Math.floor(a / b) : results[operator];
}

function asText(value: Constant): string {
  return typeof value === 'object' ? (joined(value, '') ?? '') : String(value);
}

/** Characters of each list's elements, counted once however often it is joined. */
const LENGTHS = new WeakMap<readonly Scalar[], number>();

function lengthOf(values: readonly Scalar[]): number {
  const known = LENGTHS.get(values);
  if (known !== undefined) return known;
  const length = values.reduce<number>((sum, value) => sum + String(value).length, 0);
  LENGTHS.set(values, length);
  return length;
}

/** Undefined where it would be longer than any name, without making it. */
function joined(values: readonly Scalar[], separator: string): string | undefined {
  const length = lengthOf(values) + values.length * separator.length;
  return length > MAX_LENGTH ? undefined : values.join(separator);
}

/** `'abc'[::-1]` and `['a', 'b'][0]` */
function sliced(object: Constant | undefined, property: TemplateNode | undefined, of: Fold): Constant | undefined {
  if (object === undefined || typeof object === 'number' || !property) return undefined;
  if (property.type !== 'SliceExpression') {
    const index = of(property);
    return typeof index === 'number' ? object.at(index) : undefined;
  }
  const [start, stop, step] = ['start', 'stop', 'step'].map((field) => of(child(property, field)));
  if (step === -1 && start === undefined && stop === undefined) return reversed(object);
  if (step !== undefined && step !== 1) return undefined;
  return object.slice(typeof start === 'number' ? start : 0, typeof stop === 'number' ? stop : undefined);
}

function reversed(value: Exclude<Constant, number>): Constant {
  return typeof value === 'string' ? Array.from(value).reverse().join('') : value.toReversed();
}

/** A filter or a method with constant operands: `x | replace('a', 'b')`, `x.lower()`. */
function applied(node: TemplateNode, of: Fold): Constant | undefined {
  const method = methodCall(node);
  if (method) {
    const object = of(method.object);
    if (object === undefined) return undefined;
    // Python joins by the separator; the filter joins by its argument.
    if (method.name === 'join') return joinedBy(of(method.args[0]), asText(object));
    const args = allOf(method.args.map(of));
    if (args === undefined) return undefined;
    return transformed(method.name, object, args);
  }
  const filter = node.type === 'FilterExpression' ? called(node) : null;
  const args = filter && allOf(filter.args.map(of));
  const operand = of(child(node, 'operand'));
  return filter && args && operand !== undefined ? transformed(filter.name, operand, args) : undefined;
}

function joinedBy(value: Constant | undefined, separator: string): string | undefined {
  if (value === undefined) return undefined;
  return joined(typeof value === 'object' ? value : Array.from(String(value)), separator);
}

function transformed(name: string, value: Constant, args: readonly Scalar[]): Constant | undefined {
  const [first = '', second = ''] = args;
  switch (name) {
    case 'join':
      return joinedBy(value, asText(first));
    case 'lower':
      return asText(value).toLowerCase();
    case 'upper':
      return asText(value).toUpperCase();
    case 'trim':
    case 'strip':
      return asText(value).trim();
    case 'replace':
      return replaced(asText(value), asText(first), asText(second));
    case 'reverse':
      return typeof value === 'number' ? undefined : reversed(value);
    case 'format':
      return formatted(asText(value), args);
    case 'string':
    case 'list':
    case 'safe':
      return value;
    default:
      return undefined;
  }
}

function replaced(text: string, from: string, to: string): string | undefined {
  if ((text.length + 1) * (to.length + 1) > 16 * MAX_LENGTH) return undefined;
  return text.replaceAll(from, () => to);
}

/** `'{}{}'.format(a, b)` and `'%s%s' | format(a, b)` */
function formatted(pattern: string, args: readonly Scalar[]): string | undefined {
  const longest = Math.max(0, ...args.slice(0, MAX_LENGTH).map((arg) => String(arg).length));
  if (args.length > MAX_LENGTH || (pattern.length + 1) * longest > 16 * MAX_LENGTH) return undefined;
  let next = 0;
  return pattern.replace(/%s|\{(\d*)\}/g, (found, index: string | undefined) => {
    const arg = args[index ? Number(index) : next++];
    return arg === undefined ? found : asText(arg);
  });
}
