/** What is taken of a value: a field by its name, an element. */
import { partField, schemaField } from './inputs.ts';
import { fieldOf, GIVEN, GIVEN_PARTS, IN_SCHEMA, join, SCHEMA, STRUCTURE, type Value } from './values.ts';

/** `object.name` */
export function memberOf(object: Value, name: string): Value {
  if (object.kind === 'record') return fieldOf(object, name);
  if (object.kind === 'schema') return object.named ? schemaOrField(object, name) : schemaField(name);
  if (object.kind === 'swayed') return object;
  if (object.kind !== 'given') return STRUCTURE;
  return object.maybeString ? GIVEN : partField(name);
}

/** An element of what is iterated or indexed. */
export function elementOf(object: Value): Value {
  if (object.kind === 'list') return object.item;
  if (object.kind === 'given') return GIVEN_PARTS;
  if (object.kind === 'schema') return object.named && !object.maybeText ? SCHEMA : IN_SCHEMA;
  if (object.kind === 'swayed') return object;
  return object.kind === 'record' ? valuesOf(object) : STRUCTURE;
}

/** Of what is a mapping from names to schemas, or a schema too. */
function schemaOrField({ maybeText }: Value & { readonly kind: 'schema' }, name: string): Value {
  return maybeText ? join(SCHEMA, schemaField(name)) : SCHEMA;
}

function valuesOf({ fields, rest }: Value & { readonly kind: 'record' }): Value {
  return [...fields.values()].reduce((x, y) => join(x, y), rest);
}
