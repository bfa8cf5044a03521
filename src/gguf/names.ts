import { quoted } from '../core/printable.ts';
import type { ParseContext } from './parseContext.ts';
import type { GgufRuleId } from './rules.ts';
import { scanText, TEXT_HAS_NUL, TEXT_INVALID, TEXT_NOT_ASCII } from './utf8.ts';
import { decodeText } from './values.ts';

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

/** Controls, invisible and direction-changing characters, and every space but none: no name needs one. */
const INVISIBLE = /[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Z}]/u;

/** Scripts with letters that are drawn like Latin ones (Unicode Technical Standard 39, confusables.txt). */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}]/u;

/** Every printable ASCII character but the space. */
const PLAIN_ASCII = /^[!-~]*$/;

/**
 * True when a reviewer may see another name than the program does: an invisible character, a letter drawn like a Latin one,
 * or a compatibility form (full width, mathematical) of another character.
 */
export function isDeceptive(name: string): boolean {
  if (PLAIN_ASCII.test(name)) return false;
  return INVISIBLE.test(name) || LOOK_ALIKE.test(name) || name.normalize('NFKC') !== name;
}

/**
 * Decodes the name of `length` bytes at the reader's position, passes over it, and reports everything that is odd about it.
 */
export function readName(ctx: ParseContext, rules: NameRules, length: number, path: () => string): string {
  const { reader, sink } = ctx;
  const offset = reader.position;
  const flags = scanText(reader.bytes, offset, offset + length);
  const name = decodeName(reader.bytes, offset, length, flags);
  reader.position = offset + length;
  const report = (rule: GgufRuleId, what: string): void => {
    sink.report(rule, () => ({ message: `${what}, found ${quoted(name)}`, offset, length, path: path() }));
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
  if (isDeceptive(name)) report('gguf/deceptive-name', 'expected no look-alike or invisible characters');
  else if (rules.charset && !KEY_CHARSET.test(name)) report(rules.charset, 'expected only a-z 0-9 _ . and -');
}

/** Latin-1 is the fast way to decode ASCII; the bytes of a name that is not UTF-8 stay apart in it, so that two differ. */
function decodeName(bytes: Uint8Array, offset: number, length: number, flags: number): string {
  const name = bytes.subarray(offset, offset + length);
  if ((flags & TEXT_NOT_ASCII) !== 0 && (flags & TEXT_INVALID) === 0) return decodeText(name);
  return Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1');
}
