/** What a reader gives a template, by name: which of it people say, and which is structure. */
import type { Value } from './value.ts';
import {
  CLOCK,
  CONTENT,
  IN_SCHEMA,
  JSON_VALUE,
  listOf,
  record,
  recordOf,
  SCHEMA,
  SCHEMAS,
  STRUCTURE,
  TEXT,
} from './values.ts';

/** What else there is in a tool is a schema, or words on one. */
const SCHEMAS_OF_TOOL = {
  parameters: SCHEMA,
  return: SCHEMA,
  returns: SCHEMA,
  response: SCHEMA,
  input_schema: SCHEMA,
  output_schema: SCHEMA,
  return_parameters: SCHEMA,
  parameter_definitions: SCHEMAS,
};

const FUNCTION: Value = record(
  { ...SCHEMAS_OF_TOOL, name: STRUCTURE, description: TEXT, strict: STRUCTURE },
  IN_SCHEMA,
);

const TOOL: Value = record(
  { ...SCHEMAS_OF_TOOL, function: FUNCTION, name: STRUCTURE, description: TEXT, type: STRUCTURE },
  IN_SCHEMA,
);

const CALL: Value = record(
  {
    function: record({ name: STRUCTURE, arguments: JSON_VALUE }, JSON_VALUE),
    name: STRUCTURE,
    arguments: JSON_VALUE,
    id: STRUCTURE,
    type: STRUCTURE,
  },
  JSON_VALUE,
);

const MESSAGE: Value = recordOf(
  new Map<string, Value>([
    ['role', STRUCTURE],
    // Qwen 2 Audio
    ['type', STRUCTURE],
    ['id', STRUCTURE],
    ['tool_calls', listOf(CALL)],
    ['tools', listOf(TOOL)],
    ['tool_call_id', STRUCTURE],
    ['chosen', listOf(TEXT)],
    ['tool_responses', listOf(record({ name: STRUCTURE, response: JSON_VALUE }, JSON_VALUE))],
    ['content', CONTENT],
    ['reasoning_content', CONTENT],
  ]),
  JSON_VALUE,
  'message',
);

const DOCUMENT: Value = record(
  { title: TEXT, text: TEXT, content: CONTENT, id: STRUCTURE, doc_id: STRUCTURE },
  JSON_VALUE,
);

/** Whatever else a template asks for is a flag that the application sets. */
export const INPUTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['messages', listOf(MESSAGE)],
  ['tools', listOf(TOOL)],
  ['functions', listOf(TOOL)],
  ['documents', listOf(DOCUMENT)],
  ['date_string', CLOCK],
  ['system_prompt', TEXT],
]);

/** Words for people in a schema. */
const DESCRIPTIONS: ReadonlySet<string> = new Set(['description', 'title', 'default', 'examples', 'example']);
/** Mappings from names to schemas. */
const NAMED_SCHEMAS: ReadonlySet<string> = new Set(['properties', '$defs', 'definitions', 'patternProperties']);
/** Schemas, or lists of them. */
const INNER_SCHEMAS: ReadonlySet<string> = new Set([
  'items',
  'prefixItems',
  'anyOf',
  'oneOf',
  'allOf',
  'not',
  'additionalProperties',
]);
/** What is asked of a value: names, types, choices. */
const DEMANDS: ReadonlySet<string> = new Set(['type', 'enum', 'const', 'required', 'format', 'nullable', '$ref']);

/** A field of a schema. */
export function schemaField(name: string): Value {
  if (DESCRIPTIONS.has(name)) return JSON_VALUE;
  if (NAMED_SCHEMAS.has(name)) return SCHEMAS;
  if (INNER_SCHEMAS.has(name)) return SCHEMA;
  return DEMANDS.has(name) ? STRUCTURE : IN_SCHEMA;
}

/** What a part of a content holds: its type is structure. */
export function partField(name: string): Value {
  return name === 'type' ? STRUCTURE : JSON_VALUE;
}
