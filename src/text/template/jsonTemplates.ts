/**
 * Chat templates inside a JSON text, such as a tokenizer.json or a tokenizer_config.json: the values of every key `chat_template`, however
 * deep. Only those are parsed: such a text has megabytes, nearly all of them a vocabulary.
 */
export interface JsonTemplates {
  readonly templates: readonly JsonTemplate[];
  /** True where a value was too long to look into. */
  readonly tooLong: boolean;
}

interface JsonTemplate {
  /** Behind the place of the JSON text: `.chat_template[1]`. */
  readonly at: string;
  readonly name: string | null;
  readonly text: string;
}

const KEY = 'chat_template';
/** Each character of the key as `\u0063`, which JSON means the same by. */
const LONGEST_KEY = 6 * KEY.length;
const MOST_CHARACTERS = 1 << 20;
/** More than any file has: the rule on their number speaks of them. */
const MOST_TEMPLATES = 64;

/** True where a text can only be JSON: a template begins with `{%`, `{{` or text. */
export function isJsonText(text: string): boolean {
  return /^\s*(?:\{\s*["}]|\[\s*[{["])/.test(text);
}

export function jsonTemplates(json: string): JsonTemplates {
  const templates: JsonTemplate[] = [];
  for (let start = json.indexOf('"'); start >= 0 && templates.length < MOST_TEMPLATES;) {
    const end = closingQuote(json, start);
    if (end < 0) break;
    const from = isKey(json, start, end) ? afterColon(json, end + 1) : -1;
    const to = from < 0 ? OTHER_VALUE : endOfValue(json, from);
    // Whoever looked on behind such a value would look through the rest of the text once for every key.
    if (to === TOO_LONG || to === UNENDED) return { templates, tooLong: to === TOO_LONG };
    if (to >= 0) templates.push(...entriesOf(json.slice(from, to)));
    start = json.indexOf('"', to >= 0 ? to : end + 1);
  }
  return { templates, tooLong: false };
}

/** What {@link endOfValue} says instead of a place. A vocabulary may have a token of the key's name, with a number for a value. */
const OTHER_VALUE = -1;
const TOO_LONG = -2;
/** No JSON: nobody reads the text. */
const UNENDED = -3;

/** Where the string that opens at `open` closes, or −1. Linear: the backslashes before a quote are counted once. */
function closingQuote(json: string, open: number): number {
  for (let at = json.indexOf('"', open + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (json[at - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}

function isKey(json: string, start: number, end: number): boolean {
  if (end - start - 1 > LONGEST_KEY) return false;
  const raw = json.slice(start + 1, end);
  return raw === KEY || (raw.includes('\\') && parsed(json.slice(start, end + 1)) === KEY);
}

/** Where the value of a key begins, or −1 where no colon follows. */
function afterColon(json: string, at: number): number {
  const colon = afterBlanks(json, at);
  return json[colon] === ':' ? afterBlanks(json, colon + 1) : -1;
}

function afterBlanks(json: string, from: number): number {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\t' || json[at] === '\r') at++;
  return at;
}

/** Behind a string, list or object that begins at `from`. */
function endOfValue(json: string, from: number): number {
  const first = json[from];
  if (first !== '"' && first !== '[' && first !== '{') return OTHER_VALUE;
  const end = first === '"' ? closingQuote(json, from) + 1 : closingBracket(json, from) + 1;
  if (end - from > MOST_CHARACTERS || (end === 0 && json.length - from > MOST_CHARACTERS)) return TOO_LONG;
  return end === 0 ? UNENDED : end;
}

/** Where the list or object that opens at `open` closes; −1 where that is nowhere, or too far. */
function closingBracket(json: string, open: number): number {
  let depth = 0;
  for (let at = open; at < json.length && at - open <= MOST_CHARACTERS; at++) {
    const character = json[at];
    if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && --depth === 0) return at;
    else if (character === '"') at = closingQuote(json, at);
    if (at < 0) return -1;
  }
  return -1;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** A text; a list of `{ name, template }` as transformers writes it, or of texts; or texts by name. */
function entriesOf(json: string): readonly JsonTemplate[] {
  const value = parsed(json);
  if (typeof value === 'string') return [{ at: `.${KEY}`, name: 'default', text: value }];
  if (Array.isArray(value)) return value.flatMap((entry: unknown, i) => entryOf(entry, `.${KEY}[${String(i)}]`));
  return Object.entries(value ?? {}).flatMap(([name, text]) =>
    typeof text === 'string' ? [{ at: `.${KEY}`, name, text }] : [],
  );
}

function entryOf(entry: unknown, at: string): readonly JsonTemplate[] {
  if (typeof entry === 'string') return [{ at, name: null, text: entry }];
  const { name, template } = (entry ?? {}) as { name?: unknown; template?: unknown };
  return typeof template === 'string' ? [{ at, name: typeof name === 'string' ? name : null, text: template }] : [];
}
