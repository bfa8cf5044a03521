/** Every place of a file that a reader may take a chat template from. */
import { isUtf8 } from 'node:buffer';
import { quoted } from '../../core/printable.ts';
import type { Metadata } from '../../gguf/metadata.ts';
import type { GgufString, GgufStringArray, GgufValue } from '../../gguf/types.ts';
import { isJsonText, jsonTemplates } from './jsonTemplates.ts';
import type { NamedTemplate, PlaceProblem } from './namedTemplate.ts';
import { mentionsNoTags } from './noProgram.ts';

export const TEMPLATE_KEY = 'tokenizer.chat_template';

export interface FoundTemplates {
  readonly found: readonly NamedTemplate[];
  readonly problems: readonly PlaceProblem[];
}

/** `tokenizer.chat_template`, `general.chat_template`, `tokenizer.chat_template.tool_use`, `llama.chat_template`. */
const TEMPLATE_KEYS = /^(?:.+\.)?chat_template(?:\.(?<name>.+))?$/;
/** The list of names. */
const LIST_KEY = 'tokenizer.chat_templates';
/** Hundreds of thousands of strings, none of which a reader takes for a template. */
const OF_VOCABULARY = /^tokenizer\.ggml\./;
/** Elements of lists that are taken. More than any file has are found by the rule on their number. */
const MOST_ELEMENTS = 64;

export function templatesIn(metadata: Metadata): FoundTemplates {
  const all: FoundTemplates[] = [];
  for (const [key, value] of metadata) {
    const match = TEMPLATE_KEYS.exec(key);
    all.push(match ? ofTemplateKey(key, value, match.groups?.['name'] ?? 'default') : ofOtherKey(key, value));
  }
  return { found: all.flatMap(({ found }) => found), problems: all.flatMap(({ problems }) => problems) };
}

/** A key that is there for a template: what it holds is judged, whatever it looks like. */
function ofTemplateKey(key: string, value: GgufValue, name: string): FoundTemplates {
  const path = pathOf(key);
  if (value.type === 'string') {
    const json = isJsonText(value.value) ? ofJson(key, value.value) : NONE;
    return {
      found: [{ key, path, name, text: value.value }, ...json.found],
      problems: [...notUtf8(value, path), ...json.problems],
    };
  }
  const problem = { rule: 'template/wrong-type', message: `expected a string, found ${typeOf(value)}`, path };
  return { found: elementsOf(key, value).filter(({ text }) => !mentionsNoTags(text)), problems: [problem] };
}

/** Any other key: a text that is plainly a template, and those inside JSON. */
function ofOtherKey(key: string, value: GgufValue): FoundTemplates {
  const problems = key === LIST_KEY ? listProblems(value) : [];
  if (value.type !== 'string') return { found: elementsOf(key, value).filter(isPlainlyTemplate), problems };
  const text = value.value;
  if (isJsonText(text)) return ofJson(key, text);
  const template = { key, path: pathOf(key), name: null, text };
  if (!isPlainlyTemplate(template)) return { found: [], problems };
  return { found: [template], problems: [...problems, ...notUtf8(value, template.path)] };
}

const NONE: FoundTemplates = { found: [], problems: [] };

function ofJson(key: string, json: string): FoundTemplates {
  const { templates, tooLong } = jsonTemplates(json);
  const found = templates.map(({ at, name, text }) => ({ key, path: `${pathOf(key)}${at}`, name, text }));
  const message = 'expected templates of less than a megabyte in JSON, found more: they have not been judged';
  return { found, problems: tooLong ? [{ rule: 'template/exhausts', message, path: pathOf(key) }] : [] };
}

function listProblems(value: GgufValue): readonly PlaceProblem[] {
  if (value.type === 'array' && value.elementType === 'string') return [];
  const message = `expected a list of names, found ${typeOf(value)}`;
  return [{ rule: 'template/wrong-type', message, path: pathOf(LIST_KEY) }];
}

/** The first strings with tags of a list of strings. Only those are decoded. */
function elementsOf(key: string, value: GgufValue): readonly NamedTemplate[] {
  if (value.type !== 'array' || value.elementType !== 'string' || OF_VOCABULARY.test(key)) return [];
  return indicesWithTags(value).map((index) => ({
    key,
    path: `${pathOf(key)}[${String(index)}]`,
    name: null,
    text: value.at(index),
  }));
}

function indicesWithTags(array: GgufStringArray): readonly number[] {
  const indices: number[] = [];
  array.forEachRange((bytes, start, end, index) => {
    if (indices.length < MOST_ELEMENTS && hasTag(bytes, start, end)) indices.push(index);
  });
  return indices;
}

function hasTag(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end - 1; at++)
    if (bytes[at] === BRACE && (bytes[at + 1] === BRACE || bytes[at + 1] === PERCENT)) return true;
  return false;
}

const BRACE = 0x7b;
const PERCENT = 0x25;

function isPlainlyTemplate({ text }: NamedTemplate): boolean {
  return !mentionsNoTags(text) && text.includes('messages');
}

/** Readers replace, drop or refuse the bytes: each has another program. */
function notUtf8(value: GgufString, path: string): readonly PlaceProblem[] {
  if (!value.value.includes('\ufffd') || isUtf8(value.bytes)) return [];
  const message = `expected UTF-8, found other bytes near character ${String(value.value.indexOf('\ufffd'))}`;
  return [{ rule: 'template/not-utf8', message, path }];
}

function typeOf(value: GgufValue): string {
  return value.type === 'array' ? `a list of ${value.elementType} values` : `a value of type ${value.type}`;
}

function pathOf(key: string): string {
  return `metadata[${quoted(key)}]`;
}
