/** `cycler(…)` and `joiner(…)`. */
import { Builtin, Callable } from './builtin.ts';
import { PythonError } from './errors.ts';
import type { WithFields } from './fields.ts';
import { bound, signature, type Given } from './given.ts';
import { PyObject, Tuple, type Value } from './values.ts';

class Cycler extends PyObject implements WithFields {
  readonly typeName = 'Cycler';
  readonly #items: readonly Value[];
  #place = 0;

  constructor(items: readonly Value[]) {
    super();
    this.#items = items;
  }

  field(name: string): Value | undefined {
    if (name === 'current') return this.#current;
    if (name === 'items') return new Tuple(this.#items);
    if (name === 'pos') return BigInt(this.#place);
    if (name === 'next') return new Builtin(name, () => this.#next(), this, 'method');
    return name === 'reset' ? new Builtin(name, () => this.#reset(), this, 'method') : undefined;
  }

  get #current(): Value {
    return this.#items[this.#place] as Value;
  }

  #next(): Value {
    const value = this.#current;
    this.#place = (this.#place + 1) % this.#items.length;
    return value;
  }

  #reset(): null {
    this.#place = 0;
    return null;
  }
}

export function cycler({ args }: Given): Value {
  if (args.length === 0) throw new PythonError('RuntimeError', 'at least one item has to be provided');
  return new Cycler(args);
}

class Joiner extends Callable implements WithFields {
  readonly typeName = 'Joiner';
  readonly #separator: Value;
  #isUsed = false;

  constructor(separator: Value) {
    super();
    this.#separator = separator;
  }

  call(): Value {
    if (this.#isUsed) return this.#separator;
    this.#isUsed = true;
    return '';
  }

  field(name: string): Value | undefined {
    if (name === 'sep') return this.#separator;
    return name === 'used' ? this.#isUsed : undefined;
  }
}

const SEPARATOR = signature('sep?');

export function joiner(given: Given): Value {
  const [separator = ', '] = bound('joiner', SEPARATOR, given);
  return new Joiner(separator);
}
