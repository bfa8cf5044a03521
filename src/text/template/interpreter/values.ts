/**
 * What a template works with. None is null, whole numbers are bigint, floats are number, a list is an array; all else is an object of its
 * own class, so that nothing of JavaScript is within reach of a name.
 */

/** A value that JavaScript has no match for. */
export abstract class PyObject {
  /** As Python names its type. */
  abstract readonly typeName: string;
}

export type Value = null | boolean | bigint | number | string | Value[] | PyObject;

export class Tuple extends PyObject {
  readonly typeName: string = 'tuple';
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }
}

/** What `groupby` gives: a tuple whose places have names. */
export class GroupTuple extends Tuple {
  override readonly typeName = '_GroupTuple';
}

/** Text that is escaped already, as `| e` and `| safe` give it. */
export class Markup extends PyObject {
  readonly typeName = 'Markup';
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }
}

export class Range extends PyObject {
  readonly typeName = 'range';
  readonly start: bigint;
  readonly stop: bigint;
  readonly step: bigint;

  constructor(start: bigint, stop: bigint, step: bigint) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get length(): bigint {
    const { start, stop, step } = this;
    if (step > 0n) return stop > start ? (stop - start - 1n) / step + 1n : 0n;
    return start > stop ? (start - stop - 1n) / -step + 1n : 0n;
  }
}

/** What can be gone through once: a generator, or an iterator of another kind. */
export class Lazy extends PyObject {
  readonly typeName: string;
  /** Of a generator: the function that it belongs to. */
  readonly owner: string | null;
  readonly iterator: Iterator<Value, undefined>;

  constructor(iterator: Iterator<Value, undefined>, owner: string | null, typeName = 'generator') {
    super();
    this.iterator = iterator;
    this.owner = owner;
    this.typeName = typeName;
  }
}

/** What `namespace()` makes: fields that any scope may set. */
export class Namespace extends PyObject {
  readonly typeName = 'Namespace';
  readonly fields = new Map<string, Value>();
}

export function isText(value: Value): value is string | Markup {
  return typeof value === 'string' || value instanceof Markup;
}

/** The characters of a text. */
export function charactersOf(text: string | Markup): string {
  return typeof text === 'string' ? text : text.text;
}

export function isNumeric(value: Value): value is bigint | number | boolean {
  return typeof value === 'bigint' || typeof value === 'number' || typeof value === 'boolean';
}

/** A whole number, as True is 1. */
export function isWhole(value: Value): value is bigint | boolean {
  return typeof value === 'bigint' || typeof value === 'boolean';
}

export function isSequence(value: Value): value is Value[] | Tuple {
  return Array.isArray(value) || value instanceof Tuple;
}

export function itemsOf(sequence: Value[] | Tuple): readonly Value[] {
  return Array.isArray(sequence) ? sequence : sequence.items;
}
