/** What concatenations, slices, filters and methods make of constants. */
import type { Call, Expression, Filter, Index, Node, Slice } from './syntax/nodes.ts';

type Scalar = string | number;
/** Lists hold no lists: a name is not built that way, and what refers to itself twice would double at each step. */
export type Constant = Scalar | readonly Scalar[];

/** A longer string is no name; what makes it longer is a loop's or a product's business. */
export const MAX_LENGTH = 4096;

/** Expressions that may be constants of others. */
export type Foldable = Expression & {
  readonly kind: 'list' | 'tuple' | 'unary' | 'binary' | 'index' | 'slice' | 'call' | 'filter';
};
/** What an operand comes to; undefined where it is no constant. */
type Fold = (node: Node | null | undefined) => Constant | undefined;

/** What an expression of constant operands comes to; undefined where it is none. */
export function foldConstant(node: Foldable, of: Fold): Constant | undefined {
  switch (node.kind) {
    case 'list':
    case 'tuple':
      return allOf(node.items, of);
    case 'unary':
      return signed(node.operator, of(node.operand));
    case 'binary':
      return combined(node.operator, of(node.left), of(node.right));
    case 'index':
      return indexed(node, of);
    case 'slice':
      return sliced(node, of);
    case 'call':
    case 'filter':
      return applied(node, of);
  }
}

/** Undefined from the first that is no constant on. */
function allOf(nodes: readonly Expression[], of: Fold): readonly Scalar[] | undefined {
  const scalars: Scalar[] = [];
  for (const node of nodes) {
    const value = of(node);
    if (typeof value !== 'string' && typeof value !== 'number') return undefined;
    scalars.push(value);
  }
  return scalars;
}

function signed(operator: string, value: Constant | undefined): number | undefined {
  if (typeof value !== 'number' || operator === 'not') return undefined;
  return operator === '-' ? -value : value;
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

/** `['a', 'b'][0]` */
function indexed({ object, key }: Index, of: Fold): Constant | undefined {
  const value = of(object);
  const at = of(key);
  return value === undefined || typeof value === 'number' || typeof at !== 'number' ? undefined : value.at(at);
}

/** `'abc'[::-1]` */
function sliced({ object, from, to, step }: Slice, of: Fold): Constant | undefined {
  const value = of(object);
  if (value === undefined || typeof value === 'number') return undefined;
  const [start, stop, by] = [of(from), of(to), of(step)];
  if (by === -1 && start === undefined && stop === undefined) return reversed(value);
  if (by !== undefined && by !== 1) return undefined;
  return value.slice(typeof start === 'number' ? start : 0, typeof stop === 'number' ? stop : undefined);
}

function reversed(value: Exclude<Constant, number>): Constant {
  return typeof value === 'string' ? Array.from(value).reverse().join('') : value.toReversed();
}

/** A filter or a method with constant operands: `x | replace('a', 'b')`, `x.lower()`. */
function applied(node: Call | Filter, of: Fold): Constant | undefined {
  if (node.named.length > 0 || node.spread.length > 0) return undefined;
  if (node.kind === 'call')
    return node.callee.kind === 'member' ? called(node.callee.name, node.callee.object, node, of) : undefined;
  const args = allOf(node.args, of);
  const operand = args && of(node.operand);
  return args && operand !== undefined ? transformed(node.name, operand, args) : undefined;
}

function called(name: string, on: Expression, { args }: Call, of: Fold): Constant | undefined {
  const object = of(on);
  if (object === undefined) return undefined;
  // Python joins by the separator; the filter joins by its argument.
  if (name === 'join') return joinedBy(of(args[0]), asText(object));
  const values = allOf(args, of);
  return values && transformed(name, object, values);
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
