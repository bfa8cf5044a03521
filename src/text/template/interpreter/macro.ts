/** Macros, and the bodies of call blocks. */
import { Callable } from './builtin.ts';
import { Dict } from './dict.ts';
import { typeError } from './errors.ts';
import type { WithFields } from './fields.ts';
import type { Given } from './given.ts';
import { Undefined } from './undefined.ts';
import { Tuple, type Value } from './values.ts';
import { deeper } from './work.ts';

/** What a macro takes beside its parameters, since its body asks for it. */
export interface Takes {
  readonly caller: boolean;
  readonly varargs: boolean;
  readonly kwargs: boolean;
}

/** The value of each name that a call gives: undefined where it gives none. */
export type MacroArguments = ReadonlyMap<string, Value | undefined>;

export class Macro extends Callable implements WithFields {
  readonly typeName = 'Macro';
  readonly #name: string | null;
  readonly #parameters: readonly string[];
  readonly #takes: Takes;
  readonly #run: (given: MacroArguments) => string;

  constructor(
    name: string | null,
    parameters: readonly string[],
    takes: Takes,
    run: (given: MacroArguments) => string,
  ) {
    super();
    this.#name = name;
    this.#parameters = parameters;
    this.#takes = takes;
    this.#run = run;
  }

  call({ args, named }: Given): Value {
    const left = new Map(named);
    const given = new Map<string, Value | undefined>();
    this.#parameters.forEach((name, i) => given.set(name, i < args.length ? args[i] : taken(left, name)));
    this.#addCaller(given, left, args.length);
    if (this.#takes.kwargs) given.set('kwargs', Dict.of(left));
    else this.#refuse(left);
    const others = args.slice(this.#parameters.length);
    if (this.#takes.varargs) given.set('varargs', new Tuple(others));
    else if (others.length > 0)
      throw typeError(`macro ${this.#shown} takes not more than ${String(this.#parameters.length)} argument(s)`);
    return deeper(() => this.#run(given));
  }

  /** Unless `caller` is a parameter as others. */
  #addCaller(given: Map<string, Value | undefined>, left: Map<string, Value>, count: number): void {
    const place = this.#parameters.indexOf('caller');
    if (!this.#takes.caller || (place >= 0 && (place >= count || count >= this.#parameters.length))) return;
    const caller = taken(left, 'caller') ?? null;
    given.set('caller', caller === null ? new Undefined('No caller defined') : caller);
  }

  #refuse(left: ReadonlyMap<string, Value>): void {
    const [name] = left.keys();
    if (name !== undefined) throw typeError(`macro ${this.#shown} takes no keyword argument '${name}'`);
  }

  field(name: string): Value | undefined {
    if (name === 'name') return this.#name;
    if (name === 'arguments') return new Tuple(this.#parameters);
    if (name === 'catch_kwargs') return this.#takes.kwargs;
    if (name === 'catch_varargs') return this.#takes.varargs;
    if (name === 'caller') return this.#takes.caller;
    return name === 'explicit_caller' ? this.#parameters.includes('caller') : undefined;
  }

  printed(): string {
    return `<Macro ${this.#shown}>`;
  }

  get #shown(): string {
    return this.#name === null ? 'anonymous' : `'${this.#name}'`;
  }
}

function taken(left: Map<string, Value>, name: string): Value | undefined {
  const value = left.get(name);
  left.delete(name);
  return value;
}
