/** Methods of mappings. */
import { method, openMethod, untriedMethod, type Method } from './builtin.ts';
import { Dict, DictView } from './dict.ts';
import { PythonError, typeError, valueError } from './errors.ts';
import type { Bound, Given } from './given.ts';
import { each, listOf } from './iterate.ts';
import { repr } from './print.ts';
import { Tuple, type Value } from './values.ts';
import { work } from './work.ts';

/** What `dict(…)` and `update(…)` take: a mapping or pairs, and names. */
export function pairsGiven({ args, named }: Given): readonly (readonly [Value, Value])[] {
  const [from, ...others] = args;
  if (others.length > 0) throw typeError(`dict expected at most 1 argument, got ${String(args.length)}`);
  const pairs = from === undefined ? [] : from instanceof Dict ? [...from.pairs()] : [...each(from)].map(pairOf);
  work(pairs.length + named.size);
  return [...pairs, ...named];
}

function pairOf(value: Value): readonly [Value, Value] {
  const [key, item, ...more] = listOf(value);
  if (key === undefined || item === undefined || more.length > 0)
    throw valueError('dictionary update sequence element must have length 2');
  return [key, item];
}

function view(of: DictView['of']): Method<Dict> {
  return method('/', (dict) => new DictView(dict, of));
}

function popped(dict: Dict, [key = null, otherwise]: Bound): Value {
  const found = dict.get(key);
  const value = found === undefined ? otherwise : found;
  if (value === undefined) throw new PythonError('KeyError', repr(key));
  dict.delete(key);
  return value;
}

function setDefault(dict: Dict, [key = null, otherwise = null]: Bound): Value {
  const found = dict.get(key);
  if (found !== undefined) return found;
  dict.set(key, otherwise);
  return otherwise;
}

function poppedLast(dict: Dict): Value {
  const last = [...dict.pairs()].at(-1);
  work(dict.size);
  if (!last) throw new PythonError('KeyError', "'popitem(): dictionary is empty'");
  dict.delete(last[0]);
  return new Tuple(last);
}

export const DICT_METHODS: ReadonlyMap<string, Method<Dict>> = new Map<string, Method<Dict>>([
  [
    'get',
    method('/ key default?', (dict, [key = null, otherwise = null]) => dict.get(key) ?? missing(dict, key, otherwise)),
  ],
  ['keys', view('keys')],
  ['values', view('values')],
  ['items', view('items')],
  ['copy', method('/', (dict) => Dict.of(pairsGiven({ args: [dict], named: new Map() })))],
  ['pop', method('/ key default?', popped)],
  ['popitem', method('/', poppedLast)],
  ['setdefault', method('/ key default?', setDefault)],
  [
    'update',
    openMethod((dict, given) => {
      for (const [key, value] of pairsGiven(given)) dict.set(key, value);
      return null;
    }),
  ],
  [
    'clear',
    method('/', (dict) => {
      dict.clear();
      return null;
    }),
  ],
  ['fromkeys', untriedMethod()],
]);

/** None is a value as any other. */
function missing(dict: Dict, key: Value, otherwise: Value): Value {
  return dict.has(key) ? null : otherwise;
}
