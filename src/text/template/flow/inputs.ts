/** What a reader gives a template, by name: which of it people say, and which is structure. */
import { CLOCK, GIVEN, listOf, record, SCHEMA, STRUCTURE, TEXT, type Value } from './values.ts';

const FUNCTION: Value = record({
  name: STRUCTURE,
  description: TEXT,
  parameters: SCHEMA,
  return: SCHEMA,
  arguments: GIVEN,
});

const TOOL: Value = record({
  function: FUNCTION,
  name: STRUCTURE,
  description: TEXT,
  parameters: SCHEMA,
  type: STRUCTURE,
});

const CALL: Value = record(
  {
    function: record({ name: STRUCTURE, arguments: GIVEN }, GIVEN),
    name: STRUCTURE,
    arguments: GIVEN,
    id: STRUCTURE,
    type: STRUCTURE,
  },
  GIVEN,
);

const MESSAGE: Value = record(
  {
    role: STRUCTURE,
    tool_calls: listOf(CALL),
    tools: listOf(TOOL),
    tool_call_id: STRUCTURE,
    tool_responses: listOf(record({ name: STRUCTURE, response: GIVEN }, GIVEN)),
    content: GIVEN,
    reasoning_content: GIVEN,
  },
  GIVEN,
);

const DOCUMENT: Value = record({ title: TEXT, text: TEXT, content: GIVEN, id: STRUCTURE, doc_id: STRUCTURE }, GIVEN);

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

export function schemaField(name: string): Value {
  return DESCRIPTIONS.has(name) ? GIVEN : SCHEMA;
}

/** What a part of a content holds: its type and its presence are structure. */
export function partField(name: string): Value {
  return name === 'type' ? STRUCTURE : GIVEN;
}
