/** `text % values`, as Python has it. */
import { pointsOf } from './codePoints.ts';
import { Dict } from './dict.ts';
import { PythonError, typeError, valueError } from './errors.ts';
import { escaped } from './escape.ts';
import { floatDigits } from './formatNumber.ts';
import { countOf, floatOf } from './numbers.ts';
import { repr, str } from './print.ts';
import { asciiRepr } from './stringRepr.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isNumeric, isText, isWhole, Markup, Range, Tuple, type Value } from './values.ts';
import { workOnBits, workOver } from './work.ts';
import { bitsOf, wholeText } from './wholeNumbers.ts';

/** What is to be put in the place of one `%…`. */
interface Field {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | null;
  readonly type: string;
}

const FIELD = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d*)(?:\.(\*|\d*))?[hlL]?(.?)/gsu;

/** Throws as Python does where the values do not fit. */
export function formatPercent(text: string | Markup, values: Value): Value {
  if (typeof text === 'string') return new Filling(values, (value) => value).fill(text);
  return new Markup(new Filling(values, escapedOnce).fill(text.text));
}

/** In escaped text, what is put in is escaped; numbers are as they are. */
function escapedOnce(value: Value): Value {
  return isNumeric(value) ? value : escaped(value).text;
}

class Filling {
  readonly #values: readonly Value[];
  readonly #whole: Value;
  readonly #prepared: (value: Value) => Value;
  #next = 0;

  constructor(values: Value, prepared: (value: Value) => Value) {
    this.#values = values instanceof Tuple ? values.items : [values];
    this.#whole = values;
    this.#prepared = prepared;
  }

  fill(text: string): string {
    workOver(8 * text.length);
    const filled = text.replace(
      FIELD,
      (_: string, key?: string, flags?: string, width?: string, exact?: string, type?: string) =>
        this.#field(key, flags ?? '', width ?? '', exact, type ?? ''),
    );
    if (this.#next < this.#values.length && !isMapping(this.#whole))
      throw typeError('not all arguments converted during string formatting');
    return filled;
  }

  #field(key: string | undefined, flags: string, width: string, precision: string | undefined, type: string): string {
    if (type === '') throw valueError('incomplete format');
    if (type === '%') return '%';
    const named = key === undefined ? undefined : this.#named(key);
    const wide = width === '*' ? countOf(this.#take()) : Number(width);
    const exact =
      precision === '*' ? Math.max(0, countOf(this.#take())) : precision === undefined ? null : Number(precision);
    const field = { flags: wide < 0 ? `${flags}-` : flags, width: Math.abs(wide), precision: exact, type };
    workOver(field.width + (exact ?? 0));
    return formatted(this.#prepared(named ?? this.#take()), field);
  }

  #take(): Value {
    const value = this.#values[this.#next++];
    if (value === undefined) throw typeError('not enough arguments for format string');
    return value;
  }

  #named(key: string): Value {
    this.#next = this.#values.length;
    if (!(this.#whole instanceof Dict)) throw typeError('format requires a mapping');
    const value = this.#whole.get(key);
    if (value === undefined) throw new PythonError('KeyError', key);
    return value;
  }
}

/** What Python takes for one: a single value of these may be left over. */
function isMapping(value: Value): boolean {
  return value instanceof Dict || Array.isArray(value) || value instanceof Undefined || value instanceof Range;
}

function formatted(value: Value, field: Field): string {
  switch (field.type) {
    case 's':
      return padded(cut(str(value), field), field);
    case 'r':
      return padded(cut(repr(value), field), field);
    case 'a':
      return padded(cut(typeof value === 'string' ? asciiRepr(value) : repr(value), field), field);
    case 'c':
      return padded(character(value), field);
    default:
      return number(value, field);
  }
}

function cut(text: string, { precision }: Field): string {
  return precision === null ? text : pointsOf(text).slice(0, precision).join('');
}

function padded(text: string, { flags, width }: Field): string {
  const blanks = ' '.repeat(Math.max(0, width - pointsOf(text).length));
  return flags.includes('-') ? text + blanks : blanks + text;
}

function character(value: Value): string {
  if (isText(value) && pointsOf(charactersOf(value)).length === 1) return charactersOf(value);
  if (!isWhole(value)) throw typeError('%c requires int or char');
  const code = Number(BigInt(value));
  if (code < 0 || code > 0x10ffff) throw new PythonError('OverflowError', '%c arg not in range(0x110000)');
  return String.fromCodePoint(code);
}

const BASES: ReadonlyMap<string, readonly [base: number, prefix: string]> = new Map([
  ['o', [8, '0o']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

function number(value: Value, field: Field): string {
  const { type } = field;
  if (value instanceof Undefined) throw value.failure();
  if ('diu'.includes(type)) return wholeField(wholeOf(value, type), field, 10, '');
  const base = BASES.get(type);
  if (base && !isWhole(value)) throw typeError(`%${type} format: an integer is required, not ${typeNameOf(value)}`);
  if (base && isWhole(value)) return wholeField(BigInt(value), field, ...base);
  if (!'eEfFgG'.includes(type)) throw valueError(`unsupported format character '${type}'`);
  if (!isNumeric(value)) throw typeError(`must be real number, not ${typeNameOf(value)}`);
  return floatField(floatOf(value), field);
}

function wholeOf(value: Value, type: string): bigint {
  if (!isNumeric(value)) throw typeError(`%${type} format: a real number is required, not ${typeNameOf(value)}`);
  if (isWhole(value)) return BigInt(value);
  if (!Number.isFinite(value)) throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(Math.trunc(value));
}

function wholeField(value: bigint, field: Field, base: number, prefix: string): string {
  const size = value < 0n ? -value : value;
  workOnBits(4 * bitsOf(size));
  const digits = (base === 10 ? wholeText(size) : size.toString(base)).padStart(field.precision ?? 0, '0');
  const shown = field.flags.includes('#') ? prefix : '';
  return signedField(value < 0n, shown, field.type === 'X' ? digits.toUpperCase() : digits, field);
}

function floatField(value: number, field: Field): string {
  const type = field.type.toLowerCase() as 'e' | 'f' | 'g';
  const text = floatDigits(value, { type, precision: field.precision ?? 6, isAlternate: field.flags.includes('#') });
  const cased = field.type === type ? text : text.toUpperCase();
  return signedField(value < 0 || Object.is(value, -0), '', cased, field);
}

function signedField(isNegative: boolean, prefix: string, digits: string, field: Field): string {
  const { flags, width } = field;
  const sign = isNegative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (!flags.includes('0') || flags.includes('-')) return padded(sign + prefix + digits, field);
  return sign + prefix + digits.padStart(width - sign.length - prefix.length, '0');
}
