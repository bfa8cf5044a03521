/** A float as Python prints it: the fewest digits that tell it from its neighbours. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  return sign + written(mantissa.replace('.', ''), Number(exponent));
}

/** From where on, and up to where, Python writes exponents. */
const [LEAST, MOST] = [-4, 16];

function written(digits: string, exponent: number): string {
  if (exponent < LEAST || exponent >= MOST) return withExponent(digits, exponent);
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}

/** `1.5e+20` of its digits. */
export function withExponent(digits: string, exponent: number, letter = 'e'): string {
  const rest = digits.slice(1);
  const power = String(Math.abs(exponent)).padStart(2, '0');
  return `${digits.slice(0, 1)}${rest === '' ? '' : `.${rest}`}${letter}${exponent < 0 ? '-' : '+'}${power}`;
}
