/** Arithmetic of whole numbers, whose size is counted before they are made. */
import { PythonError } from './errors.ts';
import { floatOperation, type Operator } from './floatOperators.ts';
import { nearestQuotient } from './nearestQuotient.ts';
import { bitsOf, toFloat } from './wholeNumbers.ts';
import { workOnBits } from './work.ts';

export function wholeOperation(operator: Operator, a: bigint, b: bigint): bigint | number {
  workOnBits(sizeOfResult(operator, a, b));
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return divided(a, b);
    case '//':
      return floored(a, b);
    case '%':
      return a - b * floored(a, b);
    case '**':
      return b < 0n ? floatOperation('**', toFloat(a), toFloat(b)) : a ** b;
  }
}

/** In bits, or more: a product of large numbers takes more than its size. */
function sizeOfResult(operator: Operator, a: bigint, b: bigint): number {
  const [x, y] = [bitsOf(a), bitsOf(b)];
  if (operator !== '**') return x + y === 128 ? 0 : x + y;
  if (a >= -1n && a <= 1n) return 0;
  return b < 0n ? 0 : exactBits(a) * Number(b);
}

function exactBits(value: bigint): number {
  return value.toString(2).length;
}

function floored(a: bigint, b: bigint): bigint {
  if (b === 0n) throw new PythonError('ZeroDivisionError', 'integer division or modulo by zero');
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

function divided(a: bigint, b: bigint): number {
  if (b === 0n) throw new PythonError('ZeroDivisionError', 'division by zero');
  const [above, below] = [a < 0n ? -a : a, b < 0n ? -b : b];
  const size = nearestQuotient(above, below);
  if (!Number.isFinite(size)) throw new PythonError('OverflowError', 'integer division result too large for a float');
  return a < 0n === b < 0n ? size : -size;
}
