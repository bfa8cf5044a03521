import { step } from '../steps.ts';
import type { Fields, Given, ListOf, Said, Value } from './value.ts';

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'constant' && b.kind === 'constant') return a.value === b.value;
  if (a.kind === 'said' && b.kind === 'said') return sameSaid(a, b);
  if (a.kind === 'given' && b.kind === 'given') return sameGiven(a, b);
  if (a.kind === 'list' && b.kind === 'list')
    return a.pieces === b.pieces && a.made === b.made && maySame(a, b) && sameValue(a.item, b.item);
  if (a.kind === 'schema' && b.kind === 'schema') return a.maybeText === b.maybeText && a.named === b.named;
  if (a.kind === 'length' && b.kind === 'length') return a.of === b.of;
  if (a.kind === 'callable' && b.kind === 'callable') return a.name === b.name;
  if (a.kind === 'record' && b.kind === 'record') return sameRecord(a, b);
  return a.kind === b.kind && (a.kind === 'structure' || a.kind === 'number' || a.kind === 'swayed');
}

function sameSaid(a: Said, b: Said): boolean {
  const isSame = a.text === b.text && a.clock === b.clock && a.grain === b.grain && a.closed === b.closed;
  return isSame && a.words === b.words && a.beside === b.beside;
}

function sameGiven(a: Given, b: Given): boolean {
  const isSameKind = a.of === b.of && a.maybeString === b.maybeString && a.maybeList === b.maybeList;
  return isSameKind && a.maybeCharacter === b.maybeCharacter;
}

function sameRecord(a: Fields, b: Fields): boolean {
  if (a.of !== b.of || a.fields.size !== b.fields.size || !maySame(a, b)) return false;
  if (!sameValue(a.rest, b.rest)) return false;
  for (const [name, value] of a.fields) {
    step();
    const other = b.fields.get(name);
    if (other === undefined || !sameValue(value, other)) return false;
  }
  return true;
}

/** Namespaces may have what another mapping has; of anything else the same has the same traits. */
function maySame(a: ListOf | Fields, b: ListOf | Fields): boolean {
  step();
  return a.traits === b.traits || a.changing !== null || b.changing !== null;
}
