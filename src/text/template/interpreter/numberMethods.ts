/** Methods and fields of numbers. */
import { method, untriedMethod, type Builtin, type Method } from './builtin.ts';
import { partsOf } from './exactDecimal.ts';
import { NotTried } from './errors.ts';
import { isWhole, Tuple, type Value } from './values.ts';

type Numeric = bigint | number | boolean;

const FIELDS: ReadonlyMap<string, (value: Numeric) => Value> = new Map([
  ['real', (value) => (isWhole(value) ? BigInt(value) : value)],
  ['imag', (value) => (isWhole(value) ? 0n : 0)],
]);
const WHOLE_FIELDS: ReadonlyMap<string, (value: bigint) => Value> = new Map<string, (value: bigint) => Value>([
  ['numerator', (value) => value],
  ['denominator', () => 1n],
]);

function size(value: bigint): bigint {
  return value < 0n ? -value : value;
}

const WHOLE: ReadonlyMap<string, Method<bigint>> = new Map<string, Method<bigint>>([
  ['bit_length', method('/', (value) => (value === 0n ? 0n : BigInt(size(value).toString(2).length)))],
  ['bit_count', method('/', (value) => BigInt(size(value).toString(2).replaceAll('0', '').length))],
  ['conjugate', method('/', (value) => value)],
  ['as_integer_ratio', method('/', (value) => new Tuple([value, 1n]))],
  ['to_bytes', untriedMethod()],
  ['from_bytes', untriedMethod()],
]);

const FLOAT: ReadonlyMap<string, Method<number>> = new Map<string, Method<number>>([
  ['is_integer', method('/', (value) => Number.isInteger(value))],
  ['conjugate', method('/', (value) => value)],
  ['as_integer_ratio', method('/', ratio)],
  ['hex', untriedMethod()],
  ['fromhex', untriedMethod()],
]);

function ratio(value: number): Value {
  if (!Number.isFinite(value)) throw new NotTried('the ratio of what is not finite');
  let { mantissa, exponent } = partsOf(Math.abs(value));
  for (; mantissa !== 0n && mantissa % 2n === 0n && exponent < 0; exponent++) mantissa /= 2n;
  const below = mantissa === 0n ? 1n : 1n << BigInt(Math.max(0, -exponent));
  const above = mantissa << BigInt(Math.max(0, exponent));
  return new Tuple([value < 0 ? -above : above, below]);
}

/** Undefined where numbers have none of that name. */
export function numberAttribute(value: Numeric, name: string): Value | undefined {
  const field = FIELDS.get(name);
  if (field) return field(value);
  if (!isWhole(value)) return FLOAT.get(name)?.(value, name);
  const whole = BigInt(value);
  const made: Builtin | undefined = WHOLE.get(name)?.(whole, name);
  return made ?? WHOLE_FIELDS.get(name)?.(whole);
}
