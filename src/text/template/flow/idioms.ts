/** What of people's words a template may ask for. Each line is needed by a public template. */
import { step } from '../steps.ts';

/** Keys of the parts of a content: which a part has is structure. */
const PART_KEYS: ReadonlySet<string> = new Set([
  'type',
  'text',
  'image',
  'image_url',
  'video',
  'video_url',
  'audio',
  'audio_url',
  'input_audio',
  'content',
  'name',
  'file',
]);

export function isPartKey(text: string): boolean {
  return PART_KEYS.has(text);
}

/** Blanks, and what ends a sentence: what may be added where it is missing. Functionary 3.2 */
export function isStop(text: unknown): boolean {
  return typeof text === 'string' && isWithout(/[^\s.,;:!?]/, text);
}

/** Keywords of JSON Schema that templates ask for. */
const SCHEMA_KEYS: ReadonlySet<string> = new Set([
  'type',
  'description',
  'default',
  'enum',
  'properties',
  'required',
  'items',
  'anyOf',
  'oneOf',
  'allOf',
  'const',
  'format',
  'nullable',
  'title',
  'examples',
  '$ref',
  '$defs',
]);

export function isSchemaKey(text: string): boolean {
  return SCHEMA_KEYS.has(text);
}

/** Blanks alone: what a tidying may take for one another. */
export function isBlank(text: unknown): boolean {
  return typeof text === 'string' && isWithout(/\S/, text);
}

/** A text is read up to where it has what it must not. */
function isWithout(other: RegExp, text: string): boolean {
  const at = text.search(other);
  step(1 + ((at < 0 ? text.length : at) >> 2));
  return at < 0;
}

/** Characters that XML, JSON or Python write otherwise in a string: Kimi K3. */
const ESCAPES: Readonly<Record<string, readonly string[]>> = {
  '&': ['&amp;'],
  '<': ['&lt;'],
  '>': ['&gt;'],
  '"': ['&quot;', '\\"'],
  "'": ['&#39;', '&apos;', "\\'"],
  '\\': ['\\\\'],
  '\n': ['\\n'],
  '\r': ['\\r'],
  '\t': ['\\t'],
};

/** Whether `to` is how a format writes the character `from`, or the other way round. */
export function isEscape(from: string, to: string): boolean {
  return (ESCAPES[from] ?? []).includes(to) || (ESCAPES[to] ?? []).includes(from);
}

/** Marks of formats that public templates look for in what a model or a tool has said; the first of them that needs it is named. */
const TAGS: ReadonlySet<string> = new Set([
  // Qwen 3
  '<think>',
  '</think>',
  '<tool_response>',
  '</tool_response>',
  // Hermes 2 Pro
  '<tool_call>',
  '</tool_call>',
  // Mistral 7B v0.3
  '[TOOL_CALLS]',
  // gpt-oss
  '<|channel|>analysis<|message|>',
  '<|channel|>final<|message|>',
  // Gemma 4
  '<channel|>',
  '<|channel>',
  // MiniCPM 5
  '<tool_sep>',
  '<tool_def_sep>',
  // Laguna
  '</assistant>',
  // MiniMax M3
  '<mm:think>',
  '</mm:think>',
  // LFM 2.5: what the chat template of transformers puts behind a message that is to be continued
  'CONTINUE_FINAL_MESSAGE_TAG',
  // EXAONE Deep
  '</thought>',
  // Llama 2
  '<<SYS>>',
  // Apriel 1.6
  '[BEGIN FINAL RESPONSE]',
]);

/** What people type to switch thinking on and off. */
const COMMANDS: ReadonlySet<string> = new Set(['/think', '/no_think', '/nothink']);

/** Marks without brackets. */
const BARE: readonly string[] = [...COMMANDS, 'CONTINUE_FINAL_MESSAGE_TAG'];

const LONGEST = Math.max(...BARE.map((mark) => mark.length));
/** The parts of one that are shorter than it. */
const partsOf = (mark: string, part: (at: number) => string): readonly string[] =>
  Array.from({ length: mark.length - 1 }, (_, i) => part(i + 1));
const BEGINS = new RegExp(`^(?:${BARE.flatMap((mark) => partsOf(mark, (at) => mark.slice(at))).join('|')})`);
const ENDS = new RegExp(`(?:${BARE.flatMap((mark) => partsOf(mark, (at) => mark.slice(0, at))).join('|')})$`);

/** Whether `text` begins with the end of a mark without brackets, or ends with the beginning of one. */
export function endsInMark(text: string): boolean {
  return BEGINS.test(text) || ENDS.test(text.slice(-LONGEST));
}

/** Whether `text` is marks of the format alone, one after another; `isToken` knows those of the file's vocabulary. */
export function isMark(text: string, isToken: (text: string) => boolean): boolean {
  const trimmed = text.trim();
  if (trimmed === '') return false;
  const isOne = (part: string): boolean => TAGS.has(part) || COMMANDS.has(part) || isToken(part);
  if (isOne(trimmed)) return true;
  const parts = trimmed.match(/<[^<>]+>|\[[^[\]]+\]/g) ?? [];
  return parts.length > 1 && parts.join('') === trimmed && parts.every((part) => isOne(part));
}
