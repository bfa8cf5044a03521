/** Literals as they are written: the tree has whole numbers and floats alike. */
import type { Literal } from '../syntax/nodes.ts';
import type { Value } from './values.ts';
import { workOnBits } from './work.ts';

const KNOWN = new WeakMap<Literal, Value>();

export function literalValue(literal: Literal, source: string): Value {
  if (typeof literal.value !== 'number') return literal.value;
  const known = KNOWN.get(literal);
  if (known !== undefined) return known;
  const value = numberOf(source.slice(literal.start, literal.end), literal.value);
  KNOWN.set(literal, value);
  return value;
}

/** Parentheses are part of where a literal stands. */
function numberOf(written: string, value: number): Value {
  const text = written.replace(/[()\s_]/gu, '');
  if (/^0[box]/i.test(text) || /^\d+$/.test(text)) {
    workOnBits(4 * text.length);
    return BigInt(text);
  }
  return value;
}
