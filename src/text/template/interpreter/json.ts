/** `tojson`, as transformers sets it up: `json.dumps` without escapes of what is not ASCII. */
import { Dict } from './dict.ts';
import { typeError, valueError } from './errors.ts';
import { filter, type Filters } from './filter.ts';
import { floatText } from './floatText.ts';
import { listOf } from './iterate.ts';
import { countIn, textIn } from './textArguments.ts';
import { sortedBy } from './sorting.ts';
import { isTrue } from './truth.ts';
import { typeNameOf } from './typeNames.ts';
import { charactersOf, isNumeric, isSequence, isText, isWhole, itemsOf, type Value } from './values.ts';
import { deeper, work, workOver } from './work.ts';
import { wholeText } from './wholeNumbers.ts';

interface Style {
  readonly isAscii: boolean;
  /** Of each level; null where all is on one line. */
  readonly indent: string | null;
  readonly between: string;
  readonly behindKey: string;
  readonly isSorted: boolean;
}

class Writer {
  readonly #style: Style;
  readonly #open = new Set<Value>();

  constructor(style: Style) {
    this.#style = style;
  }

  write(value: Value, level: number): string {
    work();
    const text = this.#written(value, level);
    workOver(text.length);
    return text;
  }

  #written(value: Value, level: number): string {
    if (value === null) return 'null';
    if (isText(value)) return this.#string(charactersOf(value));
    if (isNumeric(value)) return numberJson(value);
    if (isSequence(value)) return this.#within(value, () => this.#list(itemsOf(value), level + 1));
    if (value instanceof Dict) return this.#within(value, () => this.#dict(value, level + 1));
    throw typeError(`Object of type ${typeNameOf(value)} is not JSON serializable`);
  }

  #within(value: Value, write: () => string): string {
    if (this.#open.has(value)) throw valueError('Circular reference detected');
    this.#open.add(value);
    const text = deeper(write);
    this.#open.delete(value);
    return text;
  }

  #list(items: readonly Value[], level: number): string {
    return this.#lines(
      '[',
      items.map((item) => this.write(item, level)),
      ']',
      level,
    );
  }

  #dict(dict: Dict, level: number): string {
    const pairs = [...dict.pairs()];
    const ordered = this.#style.isSorted
      ? sortedBy(
          pairs.map(([key]) => key),
          (key) => key,
          false,
        )
      : pairs.map(([key]) => key);
    const written = ordered.map(
      (key) => `${this.#string(keyJson(key))}${this.#style.behindKey}${this.write(dict.get(key) ?? null, level)}`,
    );
    return this.#lines('{', written, '}', level);
  }

  #lines(open: string, parts: readonly string[], close: string, level: number): string {
    const { indent, between } = this.#style;
    if (parts.length === 0) return open + close;
    if (indent === null) return open + parts.join(between) + close;
    workOver(parts.length * indent.length * level);
    const line = `\n${indent.repeat(level)}`;
    return open + line + parts.join(between + line) + `\n${indent.repeat(level - 1)}` + close;
  }

  #string(text: string): string {
    workOver(8 * text.length);
    const quoted = text.replace(ESCAPED, escapedCharacter);
    return `"${this.#style.isAscii ? quoted.replace(/\P{ASCII}/gu, unicodeEscapes) : quoted}"`;
  }
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\f', '\\f'],
  ['\b', '\\b'],
]);

const ESCAPED = new RegExp(String.raw`["\\\0-\x1f]`, 'g');

function escapedCharacter(one: string): string {
  return SHORT.get(one) ?? unicodeEscape(one);
}

/** A pair of units is two. */
function unicodeEscapes(character: string): string {
  return character.split('').map(unicodeEscape).join('');
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function numberJson(value: bigint | number | boolean): string {
  if (typeof value === 'boolean') return String(value);
  if (isWhole(value)) return wholeText(value);
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? floatText(value) : value < 0 ? '-Infinity' : 'Infinity';
}

function keyJson(key: Value): string {
  if (isText(key)) return charactersOf(key);
  if (key === null) return 'null';
  if (isNumeric(key)) return numberJson(key);
  throw typeError(`keys must be str, int, float, bool or None, not ${typeNameOf(key)}`);
}

function indentOf(indent: Value | undefined): string | null {
  if (indent === undefined || indent === null) return null;
  if (isText(indent)) return charactersOf(indent);
  const width = Math.max(0, countIn(indent, 0));
  workOver(width);
  return ' '.repeat(width);
}

function separatorsOf(separators: Value | undefined, isOneLine: boolean): readonly string[] {
  if (separators === undefined || separators === null) return [isOneLine ? ', ' : ',', ': '];
  const both = listOf(separators).map(textIn);
  if (both.length !== 2) throw valueError('expected two separators');
  return both;
}

export const JSON_FILTERS: Filters = [
  [
    'tojson',
    filter('ensure_ascii? indent? separators? sort_keys?', (value, [ascii, indentation, separators, sorting]) => {
      const indent = indentOf(indentation);
      const [between = '', behindKey = ''] = separatorsOf(separators, indent === null);
      const [isAscii = false, isSorted = false] = [ascii, sorting].map((flag) => flag !== undefined && isTrue(flag));
      return new Writer({ isAscii, indent, between, behindKey, isSorted }).write(value, 0);
    }),
  ],
];
