/** Functions and methods of Python's that a template may call. */
import { NotTried } from './errors.ts';
import { bound, signature, type Bound, type Given } from './given.ts';
import { typeNameOf } from './typeNames.ts';
import { PyObject, type Value } from './values.ts';

/** What is called with arguments, whoever made it. */
export abstract class Callable extends PyObject {
  abstract call(given: Given): Value;
}

/** A function, or a method of `self`. */
export class Builtin extends Callable {
  readonly typeName: string;
  readonly name: string;
  readonly #self: Value | undefined;
  readonly #run: (given: Given) => Value;

  constructor(name: string, run: (given: Given) => Value, self?: Value, typeName = 'builtin_function_or_method') {
    super();
    this.name = name;
    this.#run = run;
    this.#self = self;
    this.typeName = typeName;
  }

  call(given: Given): Value {
    return this.#run(given);
  }

  printed(address: string): string {
    if (this.typeName === 'type') return `<class '${this.name}'>`;
    if (this.#self === undefined) return `<function ${this.name} at ${address}>`;
    return `<built-in method ${this.name} of ${typeNameOf(this.#self)} object at ${address}>`;
  }
}

/** A method of values of one type: called with the value, and the arguments by their places. */
export interface Method<T extends Value> {
  (self: T, name: string): Builtin;
}

/** A method with a signature, as {@link signature} reads it. */
export function method<T extends Value>(parameters: string, run: (self: T, args: Bound) => Value): Method<T> {
  const known = signature(parameters);
  return (self, name) => new Builtin(name, (given) => run(self, bound(name, known, given)), self);
}

/** One that takes whatever it is given. */
export function openMethod<T extends Value>(run: (self: T, given: Given) => Value): Method<T> {
  return (self, name) => new Builtin(name, (given) => run(self, given), self);
}

/** One that is there, and that nothing here can do. */
export function untriedMethod<T extends Value>(): Method<T> {
  return (self, name) =>
    new Builtin(
      name,
      () => {
        throw new NotTried(`the method ${name} of ${typeNameOf(self)}`);
      },
      self,
    );
}
