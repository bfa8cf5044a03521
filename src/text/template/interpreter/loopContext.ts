/** What is called `loop` inside a loop. */
import { Builtin, Callable } from './builtin.ts';
import { areEqual } from './compare.ts';
import { PythonError, typeError } from './errors.ts';
import type { WithFields } from './fields.ts';
import type { Given } from './given.ts';
import { iterate } from './iterate.ts';
import { lengthIfAny } from './truth.ts';
import { Undefined } from './undefined.ts';
import { Lazy, Tuple, type Value } from './values.ts';

/** Goes one level further down: what `loop(items)` prints. */
export type Recurse = (items: Value, depth: number) => Value;

export class LoopContext extends Callable implements WithFields {
  readonly typeName = 'LoopContext';
  readonly #items: Value;
  readonly #recurse: Recurse | null;
  readonly #depth: number;
  #rest: Iterator<Value, undefined>;
  #index = -1;
  #length: number | null = null;
  /** The element that has been looked at before its turn. */
  #after: Value | undefined;
  #current: Value | undefined;
  #before: Value | undefined;
  #changed: Value | undefined;

  constructor(items: Value, recurse: Recurse | null, depth: number) {
    super();
    this.#items = items;
    this.#rest = iterate(items);
    this.#recurse = recurse;
    this.#depth = depth;
  }

  /** The next element; undefined where there is none. */
  next(): Value | undefined {
    const value = this.#peek();
    if (value === undefined) return undefined;
    this.#after = undefined;
    this.#index++;
    this.#before = this.#current;
    this.#current = value;
    return value;
  }

  #peek(): Value | undefined {
    if (this.#after === undefined) {
      const { done, value } = this.#rest.next();
      if (!done) this.#after = value;
    }
    return this.#after;
  }

  get #size(): number {
    return (this.#length ??= lengthIfAny(this.#items) ?? this.#countRest());
  }

  /** What is lazy is used up to count it. */
  #countRest(): number {
    const rest: Value[] = [];
    for (let next = this.#rest.next(); !next.done; next = this.#rest.next()) rest.push(next.value);
    this.#rest = iterate(rest);
    return rest.length + this.#index + 1 + (this.#after === undefined ? 0 : 1);
  }

  field(name: string): Value | undefined {
    return FIELDS.get(name)?.(this);
  }

  get index(): number {
    return this.#index;
  }

  get depth(): number {
    return this.#depth;
  }

  get length(): number {
    return this.#size;
  }

  get isLast(): boolean {
    return this.#peek() === undefined;
  }

  get previous(): Value {
    if (this.#index === 0) return new Undefined('there is no previous item');
    return this.#before as Value;
  }

  get following(): Value {
    const next = this.#peek();
    return next === undefined ? new Undefined('there is no next item') : next;
  }

  cycle({ args }: Given): Value {
    if (args.length === 0) throw typeError('no items for cycling given');
    return args[this.#index % args.length] as Value;
  }

  changed({ args }: Given): Value {
    const value = new Tuple(args);
    if (this.#changed !== undefined && areEqual(this.#changed, value)) return false;
    this.#changed = value;
    return true;
  }

  call({ args }: Given): Value {
    if (!this.#recurse) throw typeError("The loop must have the 'recursive' marker to be called recursively.");
    const [items, ...others] = args;
    if (items === undefined || others.length > 0) throw new PythonError('TypeError', 'expected one list to go through');
    return this.#recurse(items, this.#depth);
  }

  printed(): string {
    return `<LoopContext ${String(this.#index + 1)}/${String(this.#size)}>`;
  }
}

const FIELDS: ReadonlyMap<string, (loop: LoopContext) => Value> = new Map<string, (loop: LoopContext) => Value>([
  ['index', (loop) => BigInt(loop.index + 1)],
  ['index0', (loop) => BigInt(loop.index)],
  ['revindex', (loop) => BigInt(loop.length - loop.index)],
  ['revindex0', (loop) => BigInt(loop.length - loop.index - 1)],
  ['first', (loop) => loop.index === 0],
  ['last', (loop) => loop.isLast],
  ['length', (loop) => BigInt(loop.length)],
  ['depth', (loop) => BigInt(loop.depth + 1)],
  ['depth0', (loop) => BigInt(loop.depth)],
  ['previtem', (loop) => loop.previous],
  ['nextitem', (loop) => loop.following],
  ['cycle', (loop) => new Builtin('cycle', (given) => loop.cycle(given), loop, 'method')],
  ['changed', (loop) => new Builtin('changed', (given) => loop.changed(given), loop, 'method')],
]);

/** The elements of a loop that are let in: looked at one after the other, as they are asked for. */
export function chosenFrom(items: Value, isLetIn: (item: Value) => boolean): Lazy {
  const rest = iterate(items);
  function* chosen(): Generator<Value, undefined> {
    for (let next = rest.next(); !next.done; next = rest.next()) if (isLetIn(next.value)) yield next.value;
    return undefined;
  }
  return new Lazy(chosen(), 't_1');
}
