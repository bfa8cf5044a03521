/**
 * What is known of a value at once, however much it holds: bits, which a list or a mapping has where anything in it has them. They are worked
 * out when it is made, so that values which hold one another again and again cost no more than they are long.
 */
import type { Said, Value } from './value.ts';

/** People's words are in it, however deep, or decide it. */
const TEXT = 1;
/** The clock is in it. */
const CLOCK = 2;
/** It is no more than a part of what was said. */
const CUT = 4;
/** It is other than schemas, and than what structure makes. */
const OTHER = 8;

/** Of a list of pieces of a text. */
export const PIECES = TEXT | OTHER;

export function traitsOf(value: Value): number {
  switch (value.kind) {
    case 'list':
    case 'record':
      return value.changing === null ? value.traits : value.traits | value.changing.traits;
    case 'said':
      return traitsOfSaid(value);
    case 'schema':
      return value.maybeText ? TEXT : 0;
    case 'given':
      return value.maybeCharacter ? TEXT | CUT | OTHER : TEXT | OTHER;
    case 'length':
    case 'swayed':
      return TEXT | CUT | OTHER;
    case 'callable':
      return OTHER;
    case 'structure':
    case 'number':
    case 'constant':
      return 0;
  }
}

function traitsOfSaid(said: Said): number {
  const cut = said.grain === 'part' ? CUT : 0;
  return (said.text ? TEXT : 0) | (said.clock ? CLOCK : 0) | cut | (isTelling(said) ? OTHER : 0);
}

/** More than a blank. */
export function isTelling(value: Value): boolean {
  return value.kind === 'said' && (value.text || value.clock || value.words);
}

/** Whether people's words are in it, however deep, or decide it. */
export function hasText(value: Value): boolean {
  return (traitsOf(value) & TEXT) !== 0;
}

export function hasClock(value: Value): boolean {
  return (traitsOf(value) & CLOCK) !== 0;
}

/** Whether it holds, or is, what is no more than a part of what was said: it cannot be printed. */
export function isCut(value: Value): boolean {
  return (traitsOf(value) & CUT) !== 0;
}

/** Whether it is schemas, and what structure makes, alone. */
export function hasSchemas(value: Value): boolean {
  return (traitsOf(value) & OTHER) === 0;
}

export function hasPeople(value: Value): boolean {
  return (traitsOf(value) & (TEXT | CLOCK)) !== 0;
}
