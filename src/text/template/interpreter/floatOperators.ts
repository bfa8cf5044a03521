/** Arithmetic of floats. */
import { NotTried, PythonError } from './errors.ts';
import { partsOf } from './exactDecimal.ts';
import { workOnBits } from './work.ts';
import { nearestQuotient } from './nearestQuotient.ts';

export type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**';

export function floatOperation(operator: Operator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / divisor(b, 'float division by zero');
    case '//':
      return quotientAndRest(a, divisor(b, 'float floor division by zero'))[0];
    case '%':
      return quotientAndRest(a, divisor(b, 'float modulo'))[1];
    case '**':
      return power(a, b);
  }
}

function divisor(b: number, message: string): number {
  if (b === 0) throw new PythonError('ZeroDivisionError', message);
  return b;
}

/** The rest has the sign of the divisor. */
function quotientAndRest(a: number, b: number): readonly [quotient: number, rest: number] {
  let rest = a % b;
  let quotient = (a - rest) / b;
  if (rest === 0) rest = b < 0 ? -0 : 0;
  else if (rest < 0 !== b < 0) {
    rest += b;
    quotient--;
  }
  if (quotient === 0) return [a / b < 0 ? -0 : 0, rest];
  const whole = Math.floor(quotient);
  return [quotient - whole > 0.5 ? whole + 1 : whole, rest];
}

/** Exponents beyond which a power is not worked out exactly. */
const MOST_EXPONENT = 64;

/** As exact as the C library is: JavaScript is not. */
function power(a: number, b: number): number {
  if (a === 1 || b === 0) return 1;
  if (a === 0 && b < 0) throw new PythonError('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  if (b === 0.5 && a >= 0) return Math.sqrt(a);
  if (!Number.isFinite(a) || !Number.isInteger(b) || Math.abs(b) > MOST_EXPONENT)
    throw new NotTried('a power of a float');
  const size = nearestPower(Math.abs(a), b);
  if (!Number.isFinite(size)) throw new PythonError('OverflowError', "(34, 'Numerical result out of range')");
  return a < 0 && b % 2 !== 0 ? -size : size;
}

function nearestPower(a: number, b: number): number {
  const { mantissa, exponent } = partsOf(a);
  const times = BigInt(Math.abs(b));
  workOnBits(3 * Math.abs(b));
  const [whole, shift] = [mantissa ** times, exponent * Math.abs(b)];
  const [above, below] = b > 0 ? [whole, 1n] : [1n, whole];
  const twos = b > 0 ? shift : -shift;
  return twos >= 0 ? nearestQuotient(above << BigInt(twos), below) : nearestQuotient(above, below << BigInt(-twos));
}
