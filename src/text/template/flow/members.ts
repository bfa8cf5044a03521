/** What is taken of a value: a field by its name, an element. */
import { partField, schemaField } from './inputs.ts';
import { fieldOf, GIVEN, GIVEN_PARTS, IN_SCHEMA, join, STRUCTURE, type Value } from './values.ts';

/** `object.name` */
export function memberOf(object: Value, name: string): Value {
  if (object.kind === 'record') return fieldOf(object, name);
  if (object.kind === 'schema') return schemaField(name);
  if (object.kind !== 'given') return STRUCTURE;
  return object.maybeString ? GIVEN : partField(name);
}

/** An element of what is iterated or indexed. */
export function elementOf(object: Value): Value {
  if (object.kind === 'list') return object.item;
  if (object.kind === 'given') return GIVEN_PARTS;
  if (object.kind === 'schema') return IN_SCHEMA;
  return object.kind === 'record' ? valuesOf(object) : STRUCTURE;
}

function valuesOf({ fields, rest }: Value & { readonly kind: 'record' }): Value {
  return [...fields.values()].reduce((x, y) => join(x, y), rest);
}
