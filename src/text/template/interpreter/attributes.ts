/** Methods and fields that values of Python's types have. */
import { Builtin } from './builtin.ts';
import { Dict, DictView } from './dict.ts';
import { DICT_METHODS } from './dictMethods.ts';
import { NotTried } from './errors.ts';
import { LIST_METHODS, RANGE_METHODS, TUPLE_METHODS } from './listMethods.ts';
import { markupMethod } from './markupMethods.ts';
import { numberAttribute } from './numberMethods.ts';
import { TEXT_METHODS } from './textMethods.ts';
import { GroupTuple, isNumeric, Lazy, Markup, Range, Tuple, type Value } from './values.ts';

/** Undefined where there is none of that name. */
export function attributesOf(value: Value, name: string): Value | undefined {
  if (typeof value === 'string') return TEXT_METHODS.get(name)?.(value, name);
  if (isNumeric(value)) return numberAttribute(value, name);
  if (Array.isArray(value)) return LIST_METHODS.get(name)?.(value, name);
  if (value instanceof Dict) return DICT_METHODS.get(name)?.(value, name);
  if (value instanceof Markup) return markupMethod(value, name);
  if (value instanceof Tuple) return tupleAttribute(value, name);
  if (value instanceof Range) return rangeAttribute(value, name);
  return otherAttribute(value, name);
}

function tupleAttribute(tuple: Tuple, name: string): Value | undefined {
  if (tuple instanceof GroupTuple) {
    const place = ['grouper', 'list'].indexOf(name);
    if (place >= 0) return tuple.items[place];
  }
  return TUPLE_METHODS.get(name)?.(tuple, name);
}

function rangeAttribute(range: Range, name: string): Value | undefined {
  if (name === 'start' || name === 'stop' || name === 'step') return range[name];
  return RANGE_METHODS.get(name)?.(range, name);
}

/** Methods that are there, and of no use to a template. */
const UNTRIED: readonly (readonly [of: abstract new (...args: never[]) => object, names: ReadonlySet<string>])[] = [
  [DictView, new Set(['mapping', 'isdisjoint'])],
  [Lazy, new Set(['send', 'throw', 'close'])],
];

function otherAttribute(value: Value, name: string): Value | undefined {
  const isThere = UNTRIED.some(([of, names]) => value instanceof of && names.has(name));
  if (!isThere) return undefined;
  return new Builtin(name, () => {
    throw new NotTried(`the method ${name}`);
  });
}
