/** What an expression of constants comes to: what is joined, cut, replaced, turned round, repeated, formatted and cased of literals. */
import { step, stepOver } from '../steps.ts';
import type { Call, Expression, Filter, Slice } from '../syntax/nodes.ts';
import type { Constant, Scalar } from './constant.ts';
import { transformed } from './transformed.ts';

/** Longer constants are no words of one frame. */
const LONGEST_CONSTANT = 65_536;
/** Expressions in one another. */
const DEEPEST = 200;

/** Folds the expressions of one template, each once. */
export class Folder {
  readonly #known = new Map<Expression, Constant | null>();
  readonly #ofLists = new Map<readonly Scalar[], Map<string, Constant | null>>();
  readonly #valueOf: (name: string) => Expression | null;
  #depth = 0;

  /** `valueOf` gives what a name holds that is given a value once. */
  constructor(valueOf: (name: string) => Expression | null) {
    this.#valueOf = valueOf;
  }

  text(e: Expression): string | null {
    const value = this.value(e);
    return typeof value === 'string' ? value : null;
  }

  number(e: Expression): number | null {
    const value = this.value(e);
    return typeof value === 'number' ? value : null;
  }

  value(e: Expression): Constant | null {
    if (e.kind === 'literal') return typeof e.value === 'string' || typeof e.value === 'number' ? e.value : null;
    const known = this.#known.get(e);
    if (known !== undefined) return known;
    step();
    if (this.#depth >= DEEPEST) return null;
    // What is made of itself is no constant.
    this.#known.set(e, null);
    this.#depth++;
    const value = this.#fold(e);
    this.#depth--;
    const kept = sizeOf(value) > LONGEST_CONSTANT ? null : value;
    this.#known.set(e, kept);
    return kept;
  }

  #fold(e: Expression): Constant | null {
    // Everything else is no constant.
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (e.kind) {
      case 'name': {
        const value = this.#valueOf(e.name);
        return value && this.value(value);
      }
      case 'list':
      case 'tuple':
        return this.#all(e.items);
      case 'unary': {
        const value = this.value(e.operand);
        return typeof value !== 'number' || e.operator === 'not' ? null : e.operator === '-' ? -value : value;
      }
      case 'binary':
        return this.#combined(e.operator, e.left, e.right);
      case 'index':
        return at(this.value(e.object), this.value(e.key));
      case 'slice':
        return this.#sliced(e);
      case 'filter':
        return this.#filtered(e);
      case 'call':
        return this.#called(e);
      default:
        return null;
    }
  }

  #all(items: readonly Expression[]): readonly Scalar[] | null {
    const values: Scalar[] = [];
    for (const item of items) {
      const value = this.value(item);
      if (value === null || typeof value === 'object') return null;
      values.push(value);
    }
    return values;
  }

  #combined(operator: string, left: Expression, right: Expression): Constant | null {
    if (operator === 'and' || operator === 'or') return null;
    const [a, b] = [this.value(left), this.value(right)];
    if (a === null || b === null) return null;
    step((sizeOf(a) + sizeOf(b)) >> 2);
    return combined(operator, a, b);
  }

  #sliced({ object, from, to, step: by }: Slice): Constant | null {
    const value = this.value(object);
    const [start, stop, stride] = [from, to, by].map((bound) => (bound ? this.number(bound) : undefined));
    if (value === null || typeof value === 'number' || start === null || stop === null || stride === null) return null;
    step(1 + (value.length >> 2));
    return sliced(value, start, stop, stride);
  }

  #filtered({ operand, name, args, named, spread }: Filter): Constant | null {
    const value = operand && this.value(operand);
    if (value === null || spread.length > 0) return null;
    return this.#transformed(name, value, args, named, 'filter');
  }

  #called({ callee, args, named, spread }: Call): Constant | null {
    if (callee.kind !== 'member' || spread.length > 0) return null;
    const value = this.value(callee.object);
    if (value === null) return null;
    if (callee.name !== 'join') return this.#transformed(callee.name, value, args, named, 'method');
    const items = args[0] ? this.value(args[0]) : null;
    return items === null ? null : transformed('join', items, new Map([['d', value]]));
  }

  #transformed(
    name: string,
    value: Constant,
    args: readonly Expression[],
    named: readonly (readonly [string, Expression])[],
    kind: 'filter' | 'method',
  ): Constant | null {
    const given = new Map<string, Constant>();
    const names = parametersOf(name, kind);
    for (const [i, arg] of args.entries()) {
      const folded = this.value(arg);
      if (folded === null) return null;
      given.set(names[i] ?? String(i), folded);
    }
    for (const [key, arg] of named) {
      const folded = this.value(arg);
      if (folded === null) return null;
      given.set(key, folded);
    }
    return typeof value === 'object' ? this.#ofList(name, value, given) : changed(name, value, given);
  }

  /** A list that has a name is made into the same text again and again: once is enough. */
  #ofList(name: string, list: readonly Scalar[], given: ReadonlyMap<string, Constant>): Constant | null {
    const key = JSON.stringify([name, ...given]);
    const made = this.#ofLists.get(list) ?? new Map<string, Constant | null>();
    this.#ofLists.set(list, made);
    const known = made.get(key);
    if (known !== undefined) return known;
    step(list.length);
    const value = changed(name, list, given);
    made.set(key, value);
    return value;
  }
}

function changed(name: string, value: Constant, given: ReadonlyMap<string, Constant>): Constant | null {
  for (const text of [value, ...given.values()]) if (typeof text === 'string') stepOver(text);
  return transformed(name, value, given);
}

function parametersOf(name: string, kind: 'filter' | 'method'): readonly string[] {
  if (name === 'replace') return ['old', 'new', 'count'];
  if (name === 'join') return kind === 'filter' ? ['d', 'attribute'] : ['items'];
  return name === 'split' || name === 'rsplit' ? ['sep', 'maxsplit'] : [];
}

function sizeOf(value: Constant | null): number {
  return value === null || typeof value === 'number' ? 0 : value.length;
}

function at(object: Constant | null, key: Constant | null): Scalar | null {
  if (object === null || typeof object === 'number' || typeof key !== 'number') return null;
  return (typeof object === 'string' ? Array.from(object).at(key) : object.at(key)) ?? null;
}

function combined(operator: string, a: Constant, b: Constant): Constant | null {
  if (operator === '~') return typeof a === 'object' || typeof b === 'object' ? null : `${String(a)}${String(b)}`;
  if (operator === '%' && typeof a === 'string') return transformed('format', a, argumentsOf(b));
  if (typeof a === 'number' && typeof b === 'number') return arithmetic(operator, a, b);
  if (operator === '*') return typeof b === 'number' ? repeated(a, b) : typeof a === 'number' ? repeated(b, a) : null;
  if (operator !== '+') return null;
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  return typeof a === 'object' && typeof b === 'object' ? [...a, ...b] : null;
}

function argumentsOf(value: Constant): ReadonlyMap<string, Constant> {
  return new Map((typeof value === 'object' ? value : [value]).map((item, i) => [String(i), item]));
}

function arithmetic(operator: string, a: number, b: number): number | null {
  const result = { '+': a + b, '-': a - b, '*': a * b, '//': Math.floor(a / b), '%': a - b * Math.floor(a / b) };
  return Object.hasOwn(result, operator) ? result[operator as keyof typeof result] : null;
}

function repeated(value: Constant, times: number): Constant | null {
  if (typeof value === 'number' || value.length * times > LONGEST_CONSTANT || !Number.isInteger(times)) return null;
  if (typeof value === 'string') return value.repeat(Math.max(0, times));
  return Array.from({ length: Math.max(0, times) }, () => value).flat();
}

/** As Python cuts. */
function sliced(
  value: string | readonly Scalar[],
  from: number | undefined,
  to: number | undefined,
  stride = 1,
): Constant | null {
  const items = typeof value === 'string' ? Array.from(value) : value;
  if (stride === 0 || !Number.isInteger(stride)) return null;
  const forth = stride > 0;
  const bound = (at: number | undefined, otherwise: number): number => {
    if (at === undefined) return otherwise;
    const place = at < 0 ? at + items.length : at;
    return Math.max(forth ? 0 : -1, Math.min(place, forth ? items.length : items.length - 1));
  };
  const [start, stop] = [bound(from, forth ? 0 : items.length - 1), bound(to, forth ? items.length : -1)];
  const kept: Scalar[] = [];
  for (let i = start; forth ? i < stop : i > stop; i += stride) kept.push(items[i] ?? '');
  return typeof value === 'string' ? kept.join('') : kept;
}
