/** Filters of texts. */
import { capitalized } from './cases.ts';
import { pointsOf } from './codePoints.ts';
import { Dict } from './dict.ts';
import { NotTried, PythonError, typeError, valueError } from './errors.ts';
import { escaped } from './escape.ts';
import { filter, type Filters } from './filter.ts';
import { operate } from './operators.ts';
import { formatPercent } from './percentFormat.ts';
import { str } from './print.ts';
import { filledTo, replaced } from './replacing.ts';
import { splitLines } from './splitting.ts';
import { BLANK_CLASS, stripped } from './strip.ts';
import { countIn, textIn, textOrNone } from './textArguments.ts';
import { isTrue, lengthOf } from './truth.ts';
import { charactersOf, isText, Markup, Tuple, type Value } from './values.ts';
import { workOver } from './work.ts';

/** What `soft_str` of Python does: escaped text stays so. */
function softText(value: Value): string | Markup {
  return isText(value) ? value : str(value);
}

/** A change of a text that keeps what is escaped so. */
function changing(change: (text: string) => string): (value: Value) => Value {
  return (value) => {
    const text = softText(value);
    workOver(3 * charactersOf(text).length);
    return typeof text === 'string' ? change(text) : new Markup(change(text.text));
  };
}

/** Where words begin: behind blanks, hyphens and brackets. */
const WORD = new RegExp(`([-(\\[{<]|[${BLANK_CLASS}])+`, 'gu');

function titled(text: string): string {
  workOver(6 * text.length);
  const pieces: string[] = [];
  let at = 0;
  for (const { 0: between, index } of text.matchAll(WORD)) {
    pieces.push(word(text.slice(at, index)), between);
    at = index + between.length;
  }
  return [...pieces, word(text.slice(at))].join('');
}

function word(text: string): string {
  const [first = '', ...rest] = pointsOf(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

function indented(value: Value, width: Value | undefined, first: boolean, blank: boolean): Value {
  const indent = isText(width ?? 4n) ? charactersOf(width as string) : ' '.repeat(checkedWidth(countIn(width, 4)));
  const [line = '', ...others] = linesOf(value);
  workOver(charactersOf(value as string).length + others.length * indent.length);
  const rest = others.map((other) => (other === '' && !blank ? other : indent + other));
  const text = [line, ...rest].join('\n');
  const whole = first ? indent + text : text;
  return value instanceof Markup ? new Markup(whole) : whole;
}

/** A line feed at its end makes another line. */
function linesOf(value: Value): readonly string[] {
  return splitLines(charactersOf(operate('+', value, '\n') as string | Markup), false);
}

function checkedWidth(width: number): number {
  workOver(width);
  return Math.max(0, width);
}

function truncated(value: Value, length: number, kills: boolean, end: string, leeway: number): Value {
  if (length < pointsOf(end).length || leeway < 0)
    throw new PythonError('AssertionError', 'expected a length that fits');
  if (lengthOf(value) <= length + leeway) return value;
  if (!isText(value)) throw typeError('expected a text');
  if (value instanceof Markup) throw new NotTried('truncating escaped text');
  const kept = pointsOf(value)
    .slice(0, length - pointsOf(end).length)
    .join('');
  if (kills) return kept + end;
  const blank = kept.lastIndexOf(' ');
  return (blank < 0 ? kept : kept.slice(0, blank)) + end;
}

/** What stands outside of tags and comments, up to one that does not end. */
function keptOf(text: string): string {
  const kept: string[] = [];
  let at = 0;
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', at)) {
    const [close, from] = text.startsWith('<!--', start) ? ['-->', start + 4] : ['>', start];
    const end = text.indexOf(close, from);
    if (end < 0) break;
    kept.push(text.slice(at, start));
    at = end + close.length;
  }
  return kept.join('') + text.slice(at);
}

function withoutTags(value: Value): Value {
  const text = str(value);
  workOver(2 * text.length);
  if (text.includes('&')) throw new NotTried('unescaping');
  return keptOf(text)
    .split(new RegExp(`[${BLANK_CLASS}]+`, 'u'))
    .filter((piece) => piece !== '')
    .join(' ');
}

function attributes(value: Value, hasBlank: boolean): Value {
  if (!(value instanceof Dict)) throw typeError('expected a mapping');
  const items: string[] = [];
  for (const [key, item] of value.pairs()) {
    if (item === null || (typeof item === 'object' && 'failure' in item)) continue;
    if (/[\s/>=]/.test(textIn(key))) throw valueError('Invalid character in attribute name');
    items.push(`${escaped(key).text}="${escaped(item).text}"`);
  }
  return (hasBlank && items.length > 0 ? ' ' : '') + items.join(' ');
}

function isSet(value: Value | undefined, otherwise: boolean): boolean {
  return value === undefined ? otherwise : isTrue(value);
}

function wordsIn(text: string): number {
  workOver(16 * text.length);
  return (text.match(WORDS) ?? []).length;
}

const WORDS = /[\p{L}\p{N}_]+/gu;

export const TEXT_FILTERS: Filters = [
  [
    'upper',
    filter(
      '',
      changing((text) => text.toUpperCase()),
    ),
  ],
  [
    'lower',
    filter(
      '',
      changing((text) => text.toLowerCase()),
    ),
  ],
  ['capitalize', filter('', changing(capitalized))],
  ['title', filter('', (value) => titled(str(value)))],
  ['string', filter('', softText)],
  ['trim', filter('chars?', (value, [chars]) => changing((text) => stripped(text, textOrNone(chars)))(value))],
  [
    'center',
    filter('width?', (value, [width]) => changing((text) => filledTo(text, countIn(width, 80), ' ', 'both'))(value)),
  ],
  [
    'replace',
    filter('old new count?', (value, [old = null, by = null, count]) =>
      replaced(str(value), str(old), str(by), count === null ? -1 : countIn(count, -1)),
    ),
  ],
  [
    'indent',
    filter('width? first? blank?', (value, [width, first, blank]) =>
      indented(value, width, isSet(first, false), isSet(blank, false)),
    ),
  ],
  [
    'truncate',
    filter('length? killwords? end? leeway?', (value, [length, kills, end, leeway]) =>
      truncated(
        value,
        countIn(length, 255),
        isSet(kills, false),
        end === undefined ? '...' : textIn(end),
        countIn(leeway === null ? undefined : leeway, 5),
      ),
    ),
  ],
  ['wordcount', filter('', (value) => BigInt(wordsIn(str(value))))],
  ['escape', filter('', escaped)],
  ['e', filter('', escaped)],
  ['forceescape', filter('', (value) => escaped(str(value)))],
  ['safe', filter('', (value) => new Markup(str(value)))],
  ['striptags', filter('', withoutTags)],
  ['xmlattr', filter('autospace?', (value, [hasBlank]) => attributes(value, isSet(hasBlank, true)))],
  ['format', (value, { args, named }) => formatted(value, args, named)],
];

function formatted(value: Value, args: readonly Value[], named: ReadonlyMap<string, Value>): Value {
  if (args.length > 0 && named.size > 0)
    throw new PythonError('FilterArgumentError', "can't handle positional and keyword arguments at the same time");
  return formatPercent(softText(value), named.size > 0 ? Dict.of(named) : new Tuple(args));
}
