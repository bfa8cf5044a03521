/** Calls: of macros, of the functions that readers lend, and of methods of strings, lists and mappings. */
import { stepOver } from '../steps.ts';
import type { Call, Macro } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { refuseReserved } from './assign.ts';
import { changedList, changesList } from './changedLists.ts';
import { setsField } from './declaredNames.ts';
import { isBlank, isStop } from './idioms.ts';
import { isNamedMethod } from './namedArguments.ts';
import { join } from './join.ts';
import { elementOf, memberOf, pairsOf } from './members.ts';
import { asksForMark, filledIn } from './operators.ts';
import { isOfPieces, whole } from './pieces.ts';
import { saidBy, hasWords } from './saidBy.ts';
import { tidiedBy } from './tidiedBy.ts';
import { hasText, hasClock, isCut } from './traits.ts';
import type { Value } from './value.ts';
import {
  BUILT,
  listOf,
  NUMBER,
  PART,
  PIECE,
  PLACE,
  CLOCK,
  piecesOf,
  record,
  STRUCTURE,
  SWAYED,
  JSON_VALUE,
} from './values.ts';

export function callOf(a: Analysis, e: Call): Value {
  if (e.callee.kind === 'name') return functionCall(a, e, e.callee.name);
  if (e.callee.kind === 'member') return methodCall(a, e, a.operand(e.callee.object), e.callee.name);
  a.argumentsOf(e);
  return a.report('template/not-proven', e, 'a call of what is computed');
}

function functionCall(a: Analysis, e: Call, name: string): Value {
  const macro = a.isMacro(name) ? a.macros.get(name) : undefined;
  if (macro) return macroCall(a, e, macro);
  const args = a.argumentsOf(e);
  const rule = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return rule ? rule(a, e, args) : a.report('template/not-proven', e, `a function that is not known, "${name}"`);
}

const FUNCTIONS: Readonly<Record<string, (a: Analysis, e: Call, args: readonly Operand[]) => Value>> = {
  range: (a, e, args) => {
    if (args.some(({ value }) => hasText(value)))
      return a.report('template/depends-on-text', e, 'a loop as long as a text says');
    if (args.some(({ value }) => hasClock(value)))
      return a.report('template/depends-on-clock', e, 'a loop as long as the clock says');
    return listOf(NUMBER);
  },
  namespace: (a, e, args) => namespaceOf(a, e, args),
  dict: (a, e) => namedFields(a, e),
  strftime_now: (a, e, args) =>
    args.some(({ value }) => hasText(value))
      ? a.report('template/depends-on-text', e, 'the clock as a text has it')
      : CLOCK,
  raise_exception: () => STRUCTURE,
  caller: (a, e) => callerOf(a, e),
};

function namespaceOf(a: Analysis, e: Call, args: readonly Operand[]): Value {
  if (e.spread.length > 0 || !args.slice(0, e.args.length).every(({ value }) => isLiteralRecord(value)))
    return a.report('template/not-proven', e, 'a namespace of what is computed');
  for (const [name, value] of e.named) a.assignField(name, a.evaluate(value));
  for (const { value } of args.slice(0, e.args.length))
    if (value.kind === 'record') for (const [name, field] of value.fields) a.assignField(name, field);
  return a.namespaces;
}

function namedFields(a: Analysis, e: Call): Value {
  const given = e.args.map((arg) => a.evaluate(arg));
  if (e.spread.length > 0 || given.some(({ kind }) => kind !== 'record'))
    return a.report('template/not-proven', e, 'a mapping of what is computed');
  const fields = record(Object.fromEntries(e.named.map(([name, value]) => [name, a.evaluate(value)])));
  return given.reduce(join, fields);
}

function isLiteralRecord(value: Value): boolean {
  return value.kind === 'record' && value.of === 'mapping' && value.rest.kind === 'structure';
}

/** What is between `{% call %}` and `{% endcall %}`, with what its parameters are given. */
function callerOf(a: Analysis, e: Call): Value {
  a.called('caller');
  if (e.spread.length > 0) return a.report('template/not-proven', e, 'a block that is given a list of arguments');
  e.args.forEach((arg, i) => {
    a.assign(`caller(${String(i)})`, a.evaluate(arg));
  });
  for (const [name, value] of e.named) a.assign(`caller(${name})`, a.evaluate(value));
  return a.valueOf('caller()');
}

/** As often as a text has pieces. */
const SETS_FIELD = 'a macro that sets a field of a namespace, called for each piece of a text';

function macroCall(a: Analysis, e: Call, macro: Macro): Value {
  const { name, parameters } = macro;
  a.called(name);
  if (a.isSwayed && setsField(macro.body)) return a.report('template/depends-on-text', e, SETS_FIELD);
  e.args.forEach((arg, i) => {
    const [parameter, value] = [parameters[i]?.name, a.evaluate(arg)];
    a.assignParameter(macro, parameter ?? 'varargs', parameter === undefined ? listOf(value) : value);
  });
  for (const [given, node] of e.named) {
    refuseReserved(a, given, e);
    const [isParameter, value] = [parameters.some((parameter) => parameter.name === given), a.evaluate(node)];
    a.assignParameter(macro, isParameter ? given : 'kwargs', isParameter ? value : record({ [given]: value }));
  }
  if (e.spread.length > 0) return a.report('template/not-proven', e, 'a macro that is given a list of arguments');
  return a.valueOf(`${name}()`);
}

const TIDYING: ReadonlySet<string> = new Set(['strip', 'lstrip', 'rstrip', 'replace', 'removeprefix', 'removesuffix']);
const SPLITTING: ReadonlySet<string> = new Set(['split', 'rsplit', 'partition', 'rpartition', 'splitlines']);
const STARTING: ReadonlySet<string> = new Set(['startswith', 'endswith']);
const FINDING: ReadonlySet<string> = new Set(['find', 'rfind', 'index', 'rindex']);
const COUNTING: ReadonlySet<string> = new Set(['find', 'rfind', 'index', 'count']);
const COMPUTING: ReadonlySet<string> = new Set([
  'upper',
  'lower',
  'title',
  'capitalize',
  'find',
  'rfind',
  'index',
  'count',
  'isdigit',
  'isalpha',
  'isupper',
  'islower',
  'isspace',
  'casefold',
  'swapcase',
  'zfill',
  'ljust',
  'rjust',
  'center',
  'encode',
]);

function methodCall(a: Analysis, e: Call, object: Operand, name: string): Value {
  const args = a.argumentsOf(e);
  if (isNamedMethod(e)) return a.report('template/not-proven', e, `"${name}" with an argument that is given by name`);
  const { value } = object;
  if (name === 'get') return got(a, e, object, args);
  if (name === 'items') return pairsOf(value);
  if (name === 'keys') return listOf(STRUCTURE);
  if (name === 'values') return listOf(valueOfMapping(value));
  if (changesList(name)) return changedList(a, e, name, object, args);
  if (name === 'format' && !isPlainFormat(value))
    return a.report('template/not-proven', e, 'a format that takes more than values');
  if (name === 'format' || name === 'join') return joinedBy(a, e, value, args);
  if (name === 'cycle') return args.reduce<Value>((all, arg) => join(all, arg.value), STRUCTURE);
  if (name === 'strftime') return CLOCK;
  return stringMethod(a, e, object, name, args);
}

/** The pieces of a text, joined again, are that text; a text that is joined is its characters. */
function joinedBy(a: Analysis, e: Call, value: Value, args: readonly Operand[]): Value {
  const given = args.map((arg) => arg.value);
  if (e.callee.kind === 'member' && e.callee.name === 'format')
    return filledIn(String(value.kind === 'constant' ? value.value : '').split(/\{[^}]*\}/), given);
  if (given.some(isOfPieces) && (hasWords(value) || hasText(value)))
    return a.report('template/depends-on-text', e, 'words between the pieces of a text');
  return whole(saidBy([value, ...given.map(elementOf)]));
}

/** Of `mapping.values()`. */
function valueOfMapping(value: Value): Value {
  return value.kind === 'given' ? { ...JSON_VALUE } : elementOf(value);
}

function stringMethod(a: Analysis, e: Call, object: Operand, name: string, args: readonly Operand[]): Value {
  const span = { name, start: e.start, end: e.end };
  const values = [object.value, ...args.map((arg) => arg.value)];
  if (TIDYING.has(name)) return tidiedBy(a, span, object, args);
  const asked = askedFor(a, object.value, args);
  const ends = STARTING.has(name) && args.every((arg) => arg.value.kind === 'constant' && isStop(arg.value.value));
  if (SPLITTING.has(name)) return split(a, e, object, name, args);
  const isAlone = args.length === 1 && !values.some(hasClock) && hasText(object.value);
  if (STARTING.has(name) && isAlone && asked === 'mark') return isCut(object.value) ? SWAYED : STRUCTURE;
  if (STARTING.has(name) && isAlone && ends) return SWAYED;
  if (FINDING.has(name) && isAlone && asked === 'mark') return PLACE;
  if (!STARTING.has(name) && !COMPUTING.has(name))
    return a.report('template/not-proven', e, `a method that is not known, "${name}"`);
  if (values.some(hasText)) return a.report('template/depends-on-text', e, `"${name}" of a text`);
  if (values.some(hasClock)) return a.report('template/depends-on-clock', e, `"${name}" of the clock`);
  return COUNTING.has(name) ? NUMBER : STARTING.has(name) || name.startsWith('is') ? STRUCTURE : BUILT;
}

/** Whether what is looked for in a text is marks of the format, or blanks. */
function askedFor(a: Analysis, text: Value, args: readonly Operand[]): 'mark' | 'blank' | null {
  const texts = args.map(({ value }) => value).filter((value) => !isCount(value));
  const isAll = (is: (text: string) => boolean): boolean =>
    texts.every((value) => value.kind === 'constant' && typeof value.value === 'string' && is(value.value));
  if (texts.length > 0 && isAll((mark) => asksForMark(a, text, mark))) return 'mark';
  return isAll(isBlank) ? 'blank' : null;
}

function isCount(value: Value): boolean {
  return value.kind === 'constant' && typeof value.value === 'number';
}

/** At a mark of the format a text has its parts; at its blanks, as many pieces as it says. */
function split(a: Analysis, e: Call, { value }: Operand, name: string, args: readonly Operand[]): Value {
  if ([value, ...args.map((arg) => arg.value)].some(hasClock))
    return a.report('template/depends-on-clock', e, `"${name}" of the clock`);
  if (![value, ...args.map((arg) => arg.value)].some(hasText)) return listOf(BUILT);
  const asked = name === 'splitlines' ? 'blank' : askedFor(a, value, args);
  if (asked === null)
    return a.report('template/depends-on-text', e, `"${name}" of a text by other than a mark of the format or blanks`);
  if (asked === 'mark') return listOf(saidBy([value]));
  return piecesOf(isCut(value) || args.some((arg) => isCount(arg.value)) ? PART : PIECE);
}

/** `mapping.get(key, otherwise)` */
function got(a: Analysis, e: Call, { value }: Operand, [key, otherwise]: readonly Operand[]): Value {
  if (!key) return STRUCTURE;
  if (key.value.kind === 'said' && !key.value.text && !key.value.clock)
    return a.report('template/not-proven', e, 'a field by a name that is built');
  if (hasText(key.value)) return a.report('template/depends-on-text', e, 'a text that chooses what is taken');
  if (hasClock(key.value)) return a.report('template/depends-on-clock', e, 'the clock that chooses what is taken');
  const found = key.value.kind === 'constant' ? memberOf(value, String(key.value.value)) : elementOf(value);
  return otherwise ? join(found, otherwise.value) : found;
}

/** `'{} and {}'`: a format with a dot or a bracket reaches into what it is given. */
function isPlainFormat(format: Value): boolean {
  if (format.kind !== 'constant') return false;
  const text = String(format.value);
  stepOver(text);
  // A number in digits as it is: VLM2Vec.
  return !/\{[^{}]*[.[!:{]/.test(text.replaceAll(':d}', '}'));
}
