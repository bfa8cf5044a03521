/** `x | …`: printing and tidying keep a text what it is; the rest takes structure alone. */
import type { Filter } from '../syntax/nodes.ts';
import type { Analysis, Operand } from './analysis.ts';
import { chosen } from './chosen.ts';
import type { FilterRule } from './filterRule.ts';
import { join } from './join.ts';
import { elementOf, keyOf, pairsOf } from './members.ts';
import { namedArgument, unknownName } from './namedArguments.ts';
import { formatted } from './operators.ts';
import { isOfPieces, whole } from './pieces.ts';
import { saidBy, hasWords } from './saidBy.ts';
import { reached } from './taken.ts';
import { tidiedBy } from './tidiedBy.ts';
import { hasText, hasClock } from './traits.ts';
import type { Value } from './value.ts';
import {
  BUILT,
  JSON_VALUE,
  isNumber,
  isTuple,
  LENGTH,
  listOf,
  NUMBER,
  OFFSET,
  PART,
  piecesOf,
  STRUCTURE,
  SWAYED,
  TEXT,
} from './values.ts';

/** Printed as it is written in JSON, or with escapes. */
const print: FilterRule = (a, e, { value }, args) => {
  if (args.some((arg) => hasText(arg.value) || hasClock(arg.value)))
    return a.report('template/not-proven', e, `"${e.name}" by what is given or told`);
  const closed = e.name === 'tojson' && value.kind === 'record' && !isTuple(value) && args.length === 0;
  return closed ? { ...saidBy([value]), closed } : saidBy([value]);
};

/** With blanks before each line: words would be said as often as the text has lines. */
const indented: FilterRule = (a, e, operand, args) => {
  const isBlanks = args.every(
    ({ value }) => !hasText(value) && !hasClock(value) && (isNumber(value) || isFlag(value) || !hasWords(value)),
  );
  return isBlanks ? saidBy([operand.value]) : a.report('template/not-proven', e, '"indent" by other than blanks');
};

function isFlag(value: Value): boolean {
  return value.kind === 'constant' && typeof value.value === 'boolean';
}

/** `'%s' | format(x)` */
const formatting: FilterRule = (a, e, { value }, args) => {
  const format = value.kind === 'constant' ? String(value.value) : '%c';
  return formatted(
    a,
    e,
    format,
    args.map((arg) => arg.value),
  );
};

/** Of structure alone. */
const computed: FilterRule = (a, e, operand, args) => {
  const values = [operand.value, ...args.map(({ value }) => value)];
  if (values.some(hasText)) return a.report('template/depends-on-text', e, `"${e.name}" of a text`);
  if (values.some(hasClock)) return a.report('template/depends-on-clock', e, `"${e.name}" of the clock`);
  return BUILT;
};

/** Types in a schema are printed in capitals: what is printed of it is compared with nothing. */
const cased: FilterRule = (a, e, operand, args) =>
  operand.value.kind === 'schema' && operand.value.maybeText ? TEXT : computed(a, e, operand, args);

/** The same, of which a number comes out. */
const numbered: FilterRule = (a, e, operand, args) => (computed(a, e, operand, args) === BUILT ? NUMBER : STRUCTURE);

/** The characters of a string, or the same list. */
const listed: FilterRule = (a, e, operand, args) => {
  const { value } = operand;
  const isString = value.kind === 'said' || (value.kind === 'given' && value.maybeString);
  if (isString) return listOf(computed(a, e, operand, args));
  if (value.kind === 'record') return listOf(isTuple(value) ? elementOf(value) : keyOf(value));
  return value.kind === 'constant' || value.kind === 'structure' ? listOf(BUILT) : value;
};

/** As {@link listed}, of a string another one. */
const reversed: FilterRule = (a, e, operand, args) => {
  const { kind } = operand.value;
  const isText = kind === 'list' && operand.value.pieces;
  return isText || kind === 'said' || kind === 'constant' || kind === 'structure' || kind === 'given'
    ? computed(a, e, operand, args)
    : listed(a, e, operand, args);
};

const tidied: FilterRule = (a, e, operand, args) => tidiedBy(a, e, operand, args);

/** The same list in an order, or without some, by its own values. */
const arranged: FilterRule = (a, e, operand, args) => {
  const by = namedArgument(e, 'attribute');
  const { value } = operand;
  if (by && by.kind !== 'literal') return a.report('template/not-proven', e, 'an attribute by a name that is computed');
  const paths = by ? String(by.value).split(',') : [];
  const decides =
    paths.length === 0
      ? elementOf(value)
      : listOf(paths.map((path) => reached(value, path)).reduce((x, y) => join(x, y)));
  const all = [decides, ...args.map((arg) => arg.value)];
  if (all.some(hasText)) return a.report('template/depends-on-text', e, `"${e.name}" by what a text says`);
  if (all.some(hasClock)) return a.report('template/depends-on-clock', e, `"${e.name}" by what the clock says`);
  return listed(a, e, operand, []);
};

const mapped: FilterRule = (a, e, operand, args) => {
  const by = namedArgument(e, 'attribute');
  const item = elementOf(operand.value);
  const pieces = operand.value.kind === 'list' && operand.value.pieces;
  const otherwise = namedArgument(e, 'default');
  if (by?.kind === 'literal') {
    const found = reached(operand.value, String(by.value));
    const each = otherwise ? join(found, a.evaluate(otherwise)) : found;
    if (isString(operand.value)) return SWAYED;
    return pieces ? piecesOf(each) : listOf(each);
  }
  const name = args[0]?.value.kind === 'constant' ? String(args[0].value.value) : '';
  const rule = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (by || !rule) return a.report('template/not-proven', e, 'a filter that is not known, by "map"');
  if (isString(operand.value)) return a.report('template/depends-on-text', e, 'the characters of a text');
  const each = rule(a, { ...e, name }, { node: operand.node, value: item }, args.slice(1));
  return pieces ? piecesOf(each) : listOf(each);
};

/** What may be a string: its characters would be taken one by one. */
function isString(value: Value): boolean {
  return (
    (value.kind === 'said' && value.text) || (value.kind === 'given' && value.maybeString) || value.kind === 'length'
  );
}

const joined: FilterRule = (a, e, { value }, args) =>
  isOfPieces(value) && args.some((arg) => hasWords(arg.value) || hasText(arg.value))
    ? a.report('template/depends-on-text', e, 'words between the pieces of a text')
    : whole(saidBy([elementOf(value), ...args.map((arg) => arg.value)]));

const pairs: FilterRule = (_a, _e, { value }) => pairsOf(value);

/** In the order of the keys, or of the values. */
const sortedPairs: FilterRule = (a, e, operand, args) => {
  const byKey = args.every(({ value }) => value.kind === 'constant' && value.value !== 'value');
  return byKey ? pairsOf(operand.value) : a.report('template/depends-on-text', e, `"${e.name}" by what a text says`);
};

const counted: FilterRule = (a, e, operand, args) => {
  const { value } = operand;
  if (value.kind === 'swayed' || (value.kind === 'list' && value.pieces)) return SWAYED;
  if (value.kind === 'said' && value.text && value.grain === 'piece') return SWAYED;
  if (value.kind === 'said' && value.text && value.grain === 'part') return OFFSET;
  if (value.kind === 'list' || value.kind === 'record' || (value.kind === 'given' && !value.maybeString)) return NUMBER;
  return (value.kind === 'said' && value.text && !value.clock) || value.kind === 'given'
    ? LENGTH
    : numbered(a, e, operand, args);
};

const element: FilterRule = (a, e, operand, args) =>
  operand.value.kind === 'list' && operand.value.pieces
    ? PART
    : operand.value.kind === 'said'
      ? computed(a, e, operand, args)
      : elementOf(operand.value);

const otherwise: FilterRule = (a, e, { value }, args) => {
  const isByEmptiness = args.length > 1 && value.kind === 'said' && value.grain !== 'whole';
  if (isByEmptiness && args.some((arg) => hasWords(arg.value) || hasText(arg.value)))
    return a.report('template/depends-on-text', e, 'words in the place of an empty piece of a text');
  return args.reduce((all, arg) => join(all, arg.value), value);
};

const FILTERS: Readonly<Record<string, FilterRule>> = {
  trim: tidied,
  strip: tidied,
  replace: tidied,
  string: print,
  safe: print,
  tojson: print,
  e: print,
  escape: print,
  forceescape: print,
  indent: indented,
  format: formatting,
  default: otherwise,
  d: otherwise,
  length: counted,
  count: counted,
  first: element,
  last: element,
  join: joined,
  map: mapped,
  select: chosen,
  reject: chosen,
  selectattr: chosen,
  rejectattr: chosen,
  list: listed,
  reverse: reversed,
  sort: arranged,
  unique: arranged,
  from_json: (_a, _e, { value }) => (hasText(value) ? JSON_VALUE : STRUCTURE),
  items: pairs,
  dictsort: sortedPairs,
  upper: cased,
  lower: cased,
  title: cased,
  capitalize: cased,
  int: numbered,
  float: numbered,
  abs: numbered,
  round: numbered,
  sum: numbered,
  min: numbered,
  max: numbered,
};

export function filtered(a: Analysis, e: Filter, operand: Operand): Value {
  const args = a.argumentsOf(e);
  if (operand.value.kind === 'swayed') return SWAYED;
  const rule = Object.hasOwn(FILTERS, e.name) ? FILTERS[e.name] : undefined;
  if (!rule) return a.report('template/not-proven', e, `a filter that is not known, "${e.name}"`);
  const unknown = unknownName(e);
  if (unknown === null) return rule(a, e, operand, args);
  return a.report('template/not-proven', e, `"${e.name}" with "${unknown}", an argument that is not known by its name`);
}
