/** Functions that every template has, as transformers sets jinja2 up. */
import { Builtin } from './builtin.ts';
import { cycler, joiner } from './cycler.ts';
import { Dict } from './dict.ts';
import { pairsGiven } from './dictMethods.ts';
import { NotTried, PythonError, Raised, typeError, valueError } from './errors.ts';
import { bound, signature, type Given } from './given.ts';
import { indexOf } from './numbers.ts';
import { str } from './print.ts';
import { dateText } from './strftime.ts';
import { textIn } from './textArguments.ts';
import { charactersOf, isText, Namespace, PyObject, Range, type Value } from './values.ts';
import { workOver } from './work.ts';

/** As many as the sandbox of jinja2 lets a template count. */
const MOST_IN_RANGE = 100_000n;

function range({ args, named }: Given): Value {
  if (named.size > 0) throw typeError('range() takes no keyword arguments');
  if (args.length === 0 || args.length > 3)
    throw typeError(`range expected 1 to 3 arguments, got ${String(args.length)}`);
  const [first = 0n, second, step = 1n] = args.map(indexOf);
  if (step === 0n) throw valueError('range() arg 3 must not be zero');
  const made = second === undefined ? new Range(0n, first, 1n) : new Range(first, second, step);
  if (made.length > MOST_IN_RANGE) throw new PythonError('OverflowError', 'Range too big.');
  return made;
}

function namespace(given: Given): Value {
  const made = new Namespace();
  for (const [key, value] of pairsGiven(given)) if (isText(key)) made.fields.set(charactersOf(key), value);
  return made;
}

const MESSAGE = signature('message');
const FORMAT = signature('format');

function raise(given: Given): never {
  const [message = null] = bound('raise_exception', MESSAGE, given);
  throw new Raised(str(message));
}

/** What a reader's clock shows, and whoever wants to know what it said. */
export interface Clock {
  /** In milliseconds since 1970. */
  readonly now: number;
  readonly tell: (date: string) => void;
}

function strftimeNow(clock: Clock): (given: Given) => Value {
  return (given) => {
    const [format] = bound('strftime_now', FORMAT, given);
    const text = textIn(format);
    workOver(64 * text.length);
    const date = dateText(clock.now, text);
    clock.tell(date);
    return date;
  };
}

/** What `self` is: the blocks of a template, of which there are none here. */
export class TemplateReference extends PyObject {
  readonly typeName = 'TemplateReference';

  printed(): string {
    return '<TemplateReference None>';
  }
}

export function globalsAt(clock: Clock): ReadonlyMap<string, Value> {
  const type = (name: string, make: (given: Given) => Value): readonly [string, Value] => [
    name,
    new Builtin(name, make, undefined, 'type'),
  ];
  const functions: readonly (readonly [name: string, own: string, run: (given: Given) => Value])[] = [
    ['range', 'safe_range', range],
    ['raise_exception', 'raise_exception', raise],
    ['strftime_now', 'strftime_now', strftimeNow(clock)],
    ['lipsum', 'generate_lorem_ipsum', untried],
  ];
  return new Map<string, Value>([
    type('dict', (given) => Dict.of(pairsGiven(given))),
    type('namespace', namespace),
    type('cycler', cycler),
    type('joiner', joiner),
    ...functions.map(([name, own, run]) => [name, new Builtin(own, run, undefined, 'function')] as const),
  ]);
}

function untried(): never {
  throw new NotTried('the function lipsum');
}
