/** Documents that somebody else may have written: cases, lists of texts, manifests. Bounded before they are read, and before they are parsed. */
import { IoError } from '../core/errors.ts';
import { printable, quoted } from '../core/printable.ts';
import { formatBytes } from '../core/units.ts';
import { openFileSource } from '../gguf/source.ts';

export interface DocumentLimits {
  /** What it is to be, as it stands after `expected`: `a stored case`. */
  readonly what: string;
  /** Code of the IoError for a document that is not one. */
  readonly code: string;
  readonly maxBytes: number;
}

/** Brackets within brackets. The documents here nest 4 deep. */
const MAX_DEPTH = 64;

/**
 * Texts, numbers, brackets and the like of one document. A vocabulary's worth of texts is 262,208; one value of JSON takes some 50 bytes
 * of memory, whatever its length in the file.
 */
const MAX_VALUES = 1 << 20;

/**
 * The text of a regular file. Throws IoError: `io/missing`, `io/not-a-file`, `io/unreadable`, `io/shrank`; `limits.code` for one that is
 * too long or no UTF-8.
 */
export function readDocument(path: string, limits: DocumentLimits): string {
  const source = openFileSource(path);
  try {
    if (source.size > limits.maxBytes) {
      throw notOne(path, limits, `of at most ${formatBytes(limits.maxBytes)}`, formatBytes(source.size));
    }
    const bytes = new Uint8Array(source.size);
    source.read(0, bytes);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof IoError) throw cause;
    throw notOne(path, limits, 'in UTF-8', 'other bytes', cause);
  } finally {
    source.close();
  }
}

/** As {@link readDocument}, as JSON that is neither deep nor of very many values. */
export function readJson(path: string, limits: DocumentLimits): unknown {
  const text = readDocument(path, limits);
  const excess = excessOf(text);
  if (excess !== null) throw notOne(path, limits, excess.expected, excess.found);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw notOne(path, limits, 'as JSON', `that ${printable(reason, 200)}`, cause);
  }
}

function notOne(path: string, { what, code }: DocumentLimits, how: string, found: string, cause?: unknown): IoError {
  const context = { path, ...(cause !== undefined && { cause }) };
  return new IoError(code, `${quoted(path, 200)}: expected ${what} ${how}, found ${found}`, context);
}

interface Excess {
  readonly expected: string;
  readonly found: string;
}

/** What is too much of the text, looked at character by character: whatever a parser would make of it, it makes no more than that. */
function excessOf(text: string): Excess | null {
  let depth = 0;
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c === QUOTE) at = endOfString(text, at);
    else if (c === COMMA || c === COLON) values++;
    else if (c === OPEN_BRACKET || c === OPEN_BRACE) {
      depth++;
      values++;
    } else if (c === CLOSE_BRACKET || c === CLOSE_BRACE) depth--;
    if (depth > MAX_DEPTH) return { expected: `nested at most ${String(MAX_DEPTH)} deep`, found: 'it deeper' };
    if (values > MAX_VALUES) return { expected: `of at most ${String(MAX_VALUES)} values`, found: 'more' };
  }
  return null;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Where the string that begins at `at` ends, or the text. */
function endOfString(text: string, at: number): number {
  for (let end = text.indexOf('"', at + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === BACKSLASH) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
