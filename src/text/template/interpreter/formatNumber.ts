/** Digits of numbers as `%` and `format` write them, without a sign. */
import { fixedText, significantDigits } from './exactDecimal.ts';
import { withExponent } from './floatText.ts';
import { workOver } from './work.ts';

/** How the digits of a float are written. */
export interface FloatStyle {
  readonly type: 'e' | 'f' | 'g';
  readonly precision: number;
  /** A point even where nothing is behind it, and all zeros of `g`. */
  readonly isAlternate: boolean;
  /** `1.0` rather than `1`. */
  readonly hasFraction?: boolean;
}

export function floatDigits(value: number, style: FloatStyle): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return 'inf';
  workOver(8 * style.precision);
  const size = Math.abs(value);
  if (style.type === 'f') return withPoint(fixedText(size, style.precision), style);
  return style.type === 'e' ? scientific(size, style) : general(size, style);
}

function withPoint(text: string, { isAlternate }: FloatStyle): string {
  return isAlternate && !text.includes('.') ? `${text}.` : text;
}

function scientific(size: number, style: FloatStyle): string {
  const { digits, exponent } = significantDigits(size, style.precision + 1);
  const [mantissa = '', power = ''] = withExponent(digits, exponent).split('e');
  return `${withPoint(mantissa, style)}e${power}`;
}

function general(size: number, style: FloatStyle): string {
  const precision = Math.max(1, style.precision);
  const { digits, exponent } = significantDigits(size, precision);
  const kept = style.isAlternate ? digits : digits.replace(/(?!^)0+$/, '');
  if (exponent < -4 || exponent >= precision - (style.hasFraction ? 1 : 0)) return withExponent(kept, exponent);
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${kept}`;
  const fraction = kept.slice(exponent + 1);
  const whole = kept.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  if (fraction !== '') return `${whole}.${fraction}`;
  return style.hasFraction ? `${whole}.0` : withPoint(whole, style);
}
