import { quoted } from '../core/printable.ts';
import type { ParseContext } from './parseContext.ts';
import type { GgufRuleId } from './rules.ts';
import { scanText, TEXT_HAS_NUL, TEXT_INVALID } from './utf8.ts';

/** Which rules guard a kind of name. */
interface NameRules {
  readonly empty: GgufRuleId;
  readonly nul: GgufRuleId;
  readonly notUtf8: GgufRuleId;
  /** Keys alone have a charset: `[a-z0-9_.-]`. */
  readonly charset: GgufRuleId | null;
}

export const KEY_RULES: NameRules = {
  empty: 'gguf/empty-key',
  nul: 'gguf/nul-in-key',
  notUtf8: 'gguf/key-not-utf8',
  charset: 'gguf/key-charset',
};

export const TENSOR_NAME_RULES: NameRules = {
  empty: 'gguf/empty-tensor-name',
  nul: 'gguf/nul-in-tensor-name',
  notUtf8: 'gguf/tensor-name-not-utf8',
  charset: null,
};

const PROTOTYPE_SEGMENT = /(?:^|\.)(?:__proto__|constructor|prototype)(?:\.|$)/;

const KEY_CHARSET = /^[a-z0-9_.-]*$/;

/** C0 and C1. */
const CONTROL = /\p{Cc}/u;

/** Invisible and direction-changing characters, and every space but none: no name needs one. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Z}]/u;

/** Scripts with letters that are drawn like Latin ones (Unicode Technical Standard 39, confusables.txt). */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]/u;

/** Every printable ASCII character but the space. */
const PLAIN_ASCII = /^[!-~]*$/;

/**
 * True when a reviewer may see another name than the program does: an invisible character, a letter drawn like a Latin one,
 * or a compatibility form (full width, mathematical) of another character.
 */
function isDeceptive(name: string): boolean {
  if (PLAIN_ASCII.test(name)) return false;
  return INVISIBLE.test(name) || LOOK_ALIKE.test(name) || name.normalize('NFKC') !== name;
}

/**
 * Decodes the name of `length` bytes at the reader's position, passes over it, and reports everything that is odd about it.
 */
export function readName(ctx: ParseContext, rules: NameRules, length: number, path: () => string): string {
  const { reader } = ctx;
  const offset = reader.position;
  reader.position = offset + length;
  if (length > 0 && isPlain(reader.bytes, offset, offset + length)) {
    const name = reader.bytes.toString('latin1', offset, offset + length);
    if (!name.includes('proto') && !name.includes('constructor')) return name;
  }
  return readOddName(ctx, rules, offset, length, path);
}

/** True when every byte is in the charset of keys: nothing is to be said of such a name but where JavaScript objects inherit it. */
function isPlain(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (IN_CHARSET[bytes[i] as number] === 0) return false;
  return true;
}

const IN_CHARSET = Uint8Array.from({ length: 256 }, (_, byte) => (KEY_CHARSET.test(String.fromCharCode(byte)) ? 1 : 0));

function readOddName(ctx: ParseContext, rules: NameRules, offset: number, length: number, path: () => string): string {
  const flags = scanText(ctx.reader.bytes, offset, offset + length);
  const name = decodeName(ctx.reader.bytes, offset, length, flags);
  const report = (rule: GgufRuleId, what: string): void => {
    ctx.sink.report(rule, () => ({ message: `${what}, found ${quoted(name)}`, offset, length, path: path() }));
  };
  if (length === 0) report(rules.empty, 'expected a name');
  if (flags & TEXT_HAS_NUL) report(rules.nul, 'expected a name without NUL');
  if (flags & TEXT_INVALID) report(rules.notUtf8, 'expected UTF-8');
  if (PROTOTYPE_SEGMENT.test(name))
    report('gguf/prototype-name', 'expected no segment that JavaScript objects inherit');
  if ((flags & (TEXT_HAS_NUL | TEXT_INVALID)) === 0) reportCharacters(name, rules, report);
  return name;
}

function reportCharacters(name: string, rules: NameRules, report: (rule: GgufRuleId, what: string) => void): void {
  if (CONTROL.test(name)) report('gguf/control-in-name', 'expected no control characters');
  else if (isDeceptive(name)) report('gguf/deceptive-name', 'expected no look-alike or invisible characters');
  else if (rules.charset && !KEY_CHARSET.test(name)) report(rules.charset, 'expected only a-z 0-9 _ . and -');
}

/** As {@link readName}, of a name that was looked at already. */
export function decodedName(bytes: Buffer, offset: number, length: number): string {
  return decodeName(bytes, offset, length, scanText(bytes, offset, offset + length));
}

/** The bytes of a name that is not UTF-8 stay apart in Latin-1, so that two such names differ. */
function decodeName(bytes: Buffer, offset: number, length: number, flags: number): string {
  return bytes.toString(flags & TEXT_INVALID ? 'latin1' : 'utf8', offset, offset + length);
}
