/** Tokens that a text cannot hold by itself: what they are called, and what a terminal makes of them. */
import { quoted } from '../core/printable.ts';
import { bytesOfPiece } from './byteLevel.ts';
import { drawnAs, easilyTakenFor, hidesCharacters, mixesScripts } from './lookAlike.ts';
import { isControlText } from './markerText.ts';
import { unescapeToken } from './rwkvEscapes.ts';
import type { TokenKinds } from './specialIds.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import type { Algorithm } from './tokenizerModels.ts';
import { TOKEN_TYPE } from './tokenType.ts';

const DECODER = new TextDecoder();

/** Types of tokens that an engine cuts out of a text before it looks at anything else. */
const SPECIAL: ReadonlySet<number> = new Set([TOKEN_TYPE.control, TOKEN_TYPE.userDefined, TOKEN_TYPE.unknown]);

/** Control tokens that are words, that cannot be seen, or that look like another one. */
export function checkControlTokens(
  table: TokenTable,
  types: ArrayLike<number>,
  findings: TextFindings,
  key: string,
): void {
  const drawn = new Map<string, number>();
  const folded = new Map<string, number>();
  for (let id = 0; id < table.size; id++) {
    if (!SPECIAL.has(types[id] as number) || table.lengthOf(id) === 0) continue;
    const text = DECODER.decode(table.bytesOf(id));
    if (CONTROLS.test(text)) reportTerminal(text, id, findings, key);
    if (types[id] === TOKEN_TYPE.control && checkControlText(text, id, findings, key)) continue;
    const other = noteText(drawn, folded, text, id);
    if (other === undefined || !isControl(types, id, other.id)) continue;
    const first = DECODER.decode(table.bytesOf(other.id));
    const message = (): string =>
      `expected a token that looks like no other, found ${quoted(text)} beside ${quoted(first)} at ${String(other.id)}`;
    findings.reportKey(other.byCase ? 'text/look-alike-case' : 'text/look-alike', key, message, id);
  }
}

function isControl(types: ArrayLike<number>, a: number, b: number): boolean {
  return types[a] === TOKEN_TYPE.control || types[b] === TOKEN_TYPE.control;
}

/** The token that was noted before and looks like `text`; byCase where it is told from it by its ASCII letters. */
function noteText(
  drawn: Map<string, number>,
  folded: Map<string, number>,
  text: string,
  id: number,
): { readonly id: number; readonly byCase: boolean } | undefined {
  const shape = drawnAs(text);
  const lower = easilyTakenFor(shape);
  const same = drawn.get(shape);
  const like = folded.get(lower);
  if (same === undefined) drawn.set(shape, id);
  if (like === undefined) folded.set(lower, id);
  if (same !== undefined) return { id: same, byCase: false };
  // A letter of another script in another case is a look-alike all the same.
  return like === undefined ? undefined : { id: like, byCase: shape === text };
}

/** True where the text was found to deceive by itself. */
function checkControlText(text: string, id: number, findings: TextFindings, key: string): boolean {
  if (hidesCharacters(text)) {
    findings.reportKey(
      'text/invisible-token',
      key,
      () => `expected a token that can be seen, found ${quoted(text)}`,
      id,
    );
    return true;
  }
  if (mixesScripts(text)) {
    const message = (): string => `expected letters of one script in a control token, found two in ${quoted(text)}`;
    findings.reportKey('text/look-alike', key, message, id);
    return true;
  }
  if (isControlText(text)) return false;
  const message = (): string => `expected a marker such as <|end|> as a control token, found ${quoted(text)}`;
  findings.reportKey('text/control-word', key, message, id);
  return false;
}

/** A whole command to a terminal: of one character, with parameters, or with text. Many vocabularies hold the first half of one. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const COMMAND = /\u001b(?:\[[0-?]{0,64}[ -/]{0,8}[@-~]|[\]PX^_NOc78=>DEHM])|\u009b[0-?]{0,64}[@-~]/;
/** Controls other than a tab and line ends. */
// eslint-disable-next-line no-control-regex -- that is what is looked for
const CONTROLS = /[\0-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

/** How a vocabulary spells what commands begin with, and what its tokens stand for. */
interface Spelling {
  readonly escapes: readonly Uint8Array[];
  readonly bytesOf: (token: Uint8Array) => Uint8Array;
}

const AS_THEY_ARE: Spelling = { escapes: [Uint8Array.of(0x1b), Buffer.from('\u009b')], bytesOf: (token) => token };
const IN_BYTE_ALPHABET: Spelling = {
  escapes: [Buffer.from('\u011b')],
  bytesOf: (token) => bytesOfPiece(DECODER.decode(token)),
};
const WITH_BACKSLASHES: Spelling = { escapes: [Buffer.from('\\x1b')], bytesOf: unescapeToken };

export function spellingOf(algorithm: Algorithm, isByteLevel: boolean): Spelling {
  if (algorithm === 'rwkv') return WITH_BACKSLASHES;
  return algorithm === 'bpe' && isByteLevel ? IN_BYTE_ALPHABET : AS_THEY_ARE;
}

/** Tokens of text that command a terminal once a model says them. Only those with what a command begins with are looked at. */
export function checkTerminalTokens(
  { table, types }: TokenKinds,
  { escapes, bytesOf }: Spelling,
  findings: TextFindings,
  key: string,
): void {
  const ids = escapes.flatMap((escape) => [...table.idsWith(escape)]);
  for (const id of ids) {
    if (SPECIAL.has(types[id] as number)) continue;
    const text = DECODER.decode(bytesOf(table.bytesOf(id)));
    if (COMMAND.test(text)) reportTerminal(text, id, findings, key);
  }
}

function reportTerminal(text: string, id: number, findings: TextFindings, key: string): void {
  findings.reportKey(
    'text/terminal-token',
    key,
    () => `expected text, found controls of a terminal, ${quoted(text)}`,
    id,
  );
}
