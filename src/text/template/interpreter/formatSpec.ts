/** `format(value, specification)`, as Python has it: `>10`, `08.3f`, `+,d`. */
import { lengthInPoints, pointsOf } from './codePoints.ts';
import { NotTried, typeError, valueError } from './errors.ts';
import { floatDigits } from './formatNumber.ts';
import { floatOf } from './numbers.ts';
import { str } from './print.ts';
import { typeNameOf } from './typeNames.ts';
import { charactersOf, isNumeric, isText, isWhole, type Value } from './values.ts';
import { workOnBits, workOver } from './work.ts';
import { bitsOf, wholeText } from './wholeNumbers.ts';

interface Specification {
  readonly fill: string;
  readonly align: string;
  readonly sign: string;
  readonly isAlternate: boolean;
  readonly width: number;
  readonly grouping: string;
  readonly precision: number | null;
  readonly type: string;
}

const FORM = /^(?:(.)?([<>=^]))?([-+ ]?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([a-zA-Z%]?)$/su;

/** Throws as Python does where the specification does not fit the value. */
export function formatValue(value: Value, specification: string): string {
  if (specification === '') return str(value);
  if (!isText(value) && !isNumeric(value))
    throw typeError(`unsupported format string passed to ${typeNameOf(value)}.__format__`);
  const read = readSpecification(specification, isText(value));
  workOver(read.width + (read.precision ?? 0));
  return isText(value) ? formatText(charactersOf(value), read) : formatNumber(value, read);
}

function readSpecification(text: string, isOfText: boolean): Specification {
  const found = FORM.exec(text);
  if (!found) throw valueError(`Invalid format specifier '${text}'`);
  const [, fill, align, sign = '', alternate, zero, width, grouping = '', precision, type = ''] = found;
  return {
    fill: fill ?? (zero === '0' ? '0' : ' '),
    align: align ?? (isOfText ? '<' : zero === '0' ? '=' : '>'),
    sign,
    isAlternate: alternate === '#',
    width: Number(width),
    grouping,
    precision: precision === undefined ? null : Number(precision),
    type,
  };
}

function formatText(text: string, spec: Specification): string {
  const { type, sign, align, grouping, precision, isAlternate } = spec;
  if ((type !== '' && type !== 's') || sign !== '' || align === '=' || grouping !== '' || isAlternate)
    throw valueError("Invalid format specifier for object of type 'str'");
  return padded('', precision === null ? text : pointsOf(text).slice(0, precision).join(''), spec);
}

function formatNumber(value: bigint | number | boolean, spec: Specification): string {
  if (typeof value === 'boolean' && spec.type === 's')
    throw valueError("Unknown format code 's' for object of type 'bool'");
  if (spec.type === 'n') throw new NotTried("the format 'n'");
  const isNegative = Number(value) < 0 || Object.is(value, -0);
  const sign = isNegative ? '-' : spec.sign === '-' ? '' : spec.sign;
  const [prefix, digits] =
    isWhole(value) && !/^[eEfFgG%]$/.test(spec.type)
      ? wholeParts(BigInt(value), spec)
      : floatParts(floatOf(value), spec);
  return padded(sign + prefix, grouped(digits, spec), spec);
}

const BASES: ReadonlyMap<string, readonly [base: number, prefix: string]> = new Map([
  ['', [10, '']],
  ['d', [10, '']],
  ['b', [2, '0b']],
  ['o', [8, '0o']],
  ['x', [16, '0x']],
  ['X', [16, '0X']],
]);

type Parts = readonly [prefix: string, digits: string];

function wholeParts(value: bigint, { type, precision, isAlternate }: Specification): Parts {
  if (precision !== null) throw valueError('Precision not allowed in integer format specifier');
  if (type === 'c') return ['', String.fromCodePoint(Number(value))];
  const base = BASES.get(type);
  if (!base) throw valueError(`Unknown format code '${type}' for object of type 'int'`);
  const size = value < 0n ? -value : value;
  workOnBits(4 * bitsOf(size));
  const digits = base[0] === 10 ? wholeText(size) : size.toString(base[0]);
  return [isAlternate ? base[1] : '', type === 'X' ? digits.toUpperCase() : digits];
}

function floatParts(value: number, { type, precision, isAlternate }: Specification): Parts {
  if (!/^[eEfFgG%]?$/.test(type)) throw valueError(`Unknown format code '${type}' for object of type 'float'`);
  if (type === '' && precision === null) return ['', str(Math.abs(value))];
  const style = type === '' ? 'g' : type === '%' ? 'f' : (type.toLowerCase() as 'e' | 'f' | 'g');
  const size = type === '%' ? value * 100 : value;
  const text = floatDigits(size, { type: style, precision: precision ?? 6, isAlternate, hasFraction: type === '' });
  const cased = /^[EFG]$/.test(type) ? text.toUpperCase() : text;
  return ['', type === '%' ? `${cased}%` : cased];
}

/** As many digits as Python prints. */
const MOST_GROUPED = 4300;

/** Digits before the point, by threes. */
function grouped(digits: string, { grouping, align, fill, type }: Specification): string {
  if (grouping === '') return digits;
  if (digits.length > MOST_GROUPED) throw new NotTried('a format that groups so many digits');
  if (align === '=' && fill === '0') throw new NotTried('a format that groups zeros');
  if (grouping === ',' && /^[bcoxX]$/.test(type)) throw valueError(`Cannot specify ',' with '${type}'.`);
  const by = /^[boxX]$/.test(type) ? /\B(?=(?:[0-9a-fA-F]{4})+$)/g : /\B(?=(?:\d{3})+$)/g;
  const [, whole = '', rest = ''] = /^([0-9a-fA-F]*?)((?:[.e%].*)?)$/s.exec(digits) ?? [];
  return whole.replace(by, grouping) + rest;
}

function padded(before: string, text: string, { fill, align, width }: Specification): string {
  const missing = Math.max(0, width - lengthInPoints(before) - lengthInPoints(text));
  workOver(missing);
  if (align === '=') return before + fill.repeat(missing) + text;
  const left = align === '<' ? 0 : align === '>' ? missing : missing >> 1;
  return fill.repeat(left) + before + text + fill.repeat(missing - left);
}
