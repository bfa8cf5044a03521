/** What is taken of a value: a field by its name, an element. */
import { step } from '../steps.ts';
import { partField, schemaField } from './inputs.ts';
import { join } from './join.ts';
import type { Given, Value } from './value.ts';
import {
  listOf,
  pairOf,
  CONTENT_PART,
  fieldOf,
  BUILT,
  IN_SCHEMA,
  JSON_VALUE,
  PART,
  SCHEMA,
  STRUCTURE,
  SWAYED,
} from './values.ts';

/** `object.name` */
export function memberOf(object: Value, name: string): Value {
  // Of every other kind it is structure.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (object.kind) {
    case 'record':
      return fieldOf(object, name);
    case 'schema':
      return object.named ? schemaOrField(object, name) : schemaField(name);
    case 'given':
      return object.of === 'content' ? partField(name) : JSON_VALUE;
    case 'length':
    case 'swayed':
      return SWAYED;
    default:
      return STRUCTURE;
  }
}

/** An element of what is iterated or indexed: of a string it is a character. */
export function elementOf(object: Value): Value {
  // Of every other kind it is structure.
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
  switch (object.kind) {
    case 'list':
      return object.item;
    case 'given':
      return elementOfGiven(object);
    case 'schema':
      return object.named && !object.maybeText ? SCHEMA : IN_SCHEMA;
    case 'record':
      return valuesOf(object);
    case 'said':
      return object.text ? PART : { ...object, beside: 'half' };
    case 'length':
    case 'swayed':
      return SWAYED;
    default:
      return STRUCTURE;
  }
}

/** A character is a string. */
function elementOfGiven({ of, maybeString }: Given): Given {
  const element = of === 'content' ? CONTENT_PART : JSON_VALUE;
  return maybeString ? { ...element, maybeString, maybeCharacter: true } : element;
}

/** Of what is a mapping from names to schemas, or a schema too. */
function schemaOrField({ maybeText }: Value & { readonly kind: 'schema' }, name: string): Value {
  return maybeText ? join(SCHEMA, schemaField(name)) : SCHEMA;
}

function valuesOf({ fields, rest }: Value & { readonly kind: 'record' }): Value {
  step(fields.size);
  return [...fields.values()].reduce((x, y) => join(x, y), rest);
}

/** A key of a mapping that the template makes may be half a mark. */
export function keyOf(mapping: Value): Value {
  return mapping.kind === 'record' && mapping.of === 'mapping' ? BUILT : STRUCTURE;
}

/** Keys and values of a mapping: which keys there are is structure. */
export function pairsOf(value: Value): Value {
  if (value.kind === 'schema') return listOf(pairOf(STRUCTURE, elementOf(value)));
  return listOf(pairOf(keyOf(value), value.kind === 'given' ? JSON_VALUE : elementOf(value)));
}
