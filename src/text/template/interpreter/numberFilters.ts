/** Filters that make numbers, or print them. */
import { PythonError, valueError } from './errors.ts';
import { roundedTo } from './exactDecimal.ts';
import { filter, type Filters } from './filter.ts';
import { floatDigits } from './formatNumber.ts';
import { countIn } from './textArguments.ts';
import { countOf, floatOf } from './numbers.ts';
import { operate, sizeOf } from './operators.ts';
import { floatIn, wholeIn } from './parseNumber.ts';
import { isTrue } from './truth.ts';
import { typeError } from './errors.ts';
import { typeNameOf } from './typeNames.ts';
import { Undefined } from './undefined.ts';
import { charactersOf, isNumeric, isText, isWhole, type Value } from './values.ts';

/** Null where `float` of Python fails. */
function asFloat(value: Value): number | null {
  if (isText(value)) return floatIn(charactersOf(value));
  if (isNumeric(value)) return floatOf(value);
  if (value instanceof Undefined) throw value.failure();
  return null;
}

function whole(value: Value, otherwise: Value, base: number): Value {
  if (isText(value)) {
    const read = wholeIn(charactersOf(value), base);
    if (read !== null) return read;
  } else if (isWhole(value)) return BigInt(value);
  const float = asFloat(value);
  if (typeof value === 'number' && !Number.isFinite(value) && !Number.isNaN(value))
    throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  return float !== null && Number.isFinite(float) ? BigInt(Math.trunc(float)) : otherwise;
}

function rounded(value: Value, precision: number, method: Value): Value {
  if (method !== 'common' && method !== 'ceil' && method !== 'floor')
    throw new PythonError('FilterArgumentError', 'method must be common, ceil or floor');
  if (value instanceof Undefined) throw value.failure();
  if (!isNumeric(value)) throw typeError(`type ${typeNameOf(value)} doesn't define __round__ method`);
  if (method === 'common') return isWhole(value) ? roundedWhole(BigInt(value), precision) : roundedTo(value, precision);
  const scaled = floatOf(operate('*', value, operate('**', 10n, BigInt(precision))) as number);
  if (!Number.isFinite(scaled)) throw valueError('cannot convert float to integer');
  const up = BigInt(method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled));
  return operate('/', up, operate('**', 10n, BigInt(precision)));
}

/** To tens, hundreds and so on: half to even. */
function roundedWhole(value: bigint, precision: number): bigint {
  if (precision >= 0) return value;
  const unit = operate('**', 10n, BigInt(-precision)) as bigint;
  const size = value < 0n ? -value : value;
  const [down, rest] = [size / unit, size % unit];
  const isUp = 2n * rest > unit || (2n * rest === unit && down % 2n === 1n);
  const near = (isUp ? down + 1n : down) * unit;
  return value < 0n ? -near : near;
}

const PREFIXES = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

function fileSize(value: Value, isBinary: boolean): Value {
  const bytes = asFloat(value);
  if (bytes === null) throw valueError('could not convert to float');
  const base = isBinary ? 1024 : 1000;
  if (bytes === 1) return '1 Byte';
  if (bytes < base) return `${String(Math.trunc(bytes))} Bytes`;
  const found = PREFIXES.findIndex((_, i) => bytes < base ** (i + 2));
  const place = found < 0 ? PREFIXES.length - 1 : found;
  const size = floatDigits((base * bytes) / base ** (place + 2), { type: 'f', precision: 1, isAlternate: false });
  const prefix = PREFIXES[place] ?? '';
  return `${size} ${isBinary ? `${prefix.toUpperCase()}iB` : `${prefix}B`}`;
}

export const NUMBER_FILTERS: Filters = [
  ['abs', filter('', sizeOf)],
  ['int', filter('default? base?', (value, [otherwise = 0n, base]) => whole(value, otherwise, countIn(base, 10)))],
  ['float', filter('default?', (value, [otherwise = 0]) => asFloat(value) ?? otherwise)],
  [
    'round',
    filter('precision? method?', (value, [precision, method = 'common']) =>
      rounded(value, precision === undefined ? 0 : countOf(precision), method),
    ),
  ],
  [
    'filesizeformat',
    filter('binary?', (value, [isBinary]) => fileSize(value, isBinary !== undefined && isTrue(isBinary))),
  ],
];
