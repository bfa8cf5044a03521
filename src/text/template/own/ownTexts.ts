/** What a template says of its own: texts of natural language, with the conditions of structure under which it says them. */
import { createHash } from 'node:crypto';
import type { Body, Expression, Span } from '../syntax/nodes.ts';
import { KNOWN_TEXTS } from './knownTexts.ts';
import { printedTexts, together, type Condition, type PrintedText } from './printedTexts.ts';
import { mentions, whereOf, type Where } from './where.ts';

/** What is wrong with saying it there: nothing, or where it is added. */
export type Objection = 'address' | 'turn' | 'tool' | 'message';

export interface OwnText extends Span {
  readonly text: string;
  readonly conditions: readonly Condition[];
  readonly where: Where;
  /** Whether public templates say it. */
  readonly isKnown: boolean;
  readonly objection: Objection | null;
}

/** Up to so many words are a label. */
const LABEL = 5;

export interface OwnTexts {
  /** In the order of the source. */
  readonly texts: readonly OwnText[];
  /** What is put together of several literals, whatever it says. */
  readonly joined: readonly (Span & { readonly text: string })[];
  /** False where a template holds more than can be followed. */
  readonly isComplete: boolean;
}

export function ownTexts(body: Body): OwnTexts {
  const { texts, isComplete } = printedTexts(body);
  const messages = namesOfMessages(body);
  const own = new Map<string, OwnText>();
  for (const printed of texts) {
    if (!areText(printed.pieces)) continue;
    const text = ownText(printed, messages);
    own.set(`${String(text.start)} ${String(text.objection)}`, text);
  }
  const joined = texts.filter(({ pieces }) => pieces.length > 1);
  return {
    texts: [...own.values()].sort((a, b) => a.start - b.start),
    joined: joined.map(({ pieces, start, end }) => ({ text: pieces.join(''), start, end })),
    isComplete,
  };
}

/** Words may be printed one by one; an address may be in pieces. */
function areText(pieces: readonly string[]): boolean {
  return isText(spoken(pieces.join(''))) || (pieces.length > LABEL && wordsIn(spoken(pieces.join(' '))) > LABEL);
}

function isText(said: string): boolean {
  return wordsIn(said) > LABEL || hasAddress(said);
}

function ownText(printed: PrintedText, messages: ReadonlySet<string>): OwnText {
  const { pieces, start, end } = printed;
  const place = together(printed.places);
  const { conditions } = place;
  const where = whereOf(place, messages);
  const unknown = pieces.filter((piece) => !KNOWN_TEXTS.has(digestOf(piece)));
  const isKnown = !areText(unknown);
  const text = pieces.join('');
  return { text, start, end, conditions, where, isKnown, objection: isKnown ? null : objectionTo(unknown, where) };
}

/** The pieces of a template that are texts by themselves. */
export function textsIn(body: Body): readonly string[] {
  return printedTexts(body).texts.flatMap(({ pieces }) => pieces.filter((piece) => isText(spoken(piece))));
}

function objectionTo(pieces: readonly string[], where: Where): Objection | null {
  if (hasAddress(spoken(pieces.join('')))) return 'address';
  if (where.isCounted) return 'turn';
  if (where.isForTool) return 'tool';
  const isTheirs = where.roles.has('user') || where.roles.has('assistant') || where.roles.has('model');
  return where.inMessages && isTheirs && !where.isFirst && !where.isWithTools ? 'message' : null;
}

/** Without the marks of the format. */
function spoken(text: string): string {
  return text.replace(/<[|｜]?[^<>\s]*[|｜]?>|\[\/?[A-Z_]+\]/g, ' ');
}

const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}]+)?/gu;
/** Scripts without spaces: two signs are a word. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Hangul}]/gu;

function wordsIn(text: string): number {
  const signs = text.match(UNSPACED)?.length ?? 0;
  return (text.replace(UNSPACED, ' ').match(WORD) ?? []).length + signs / 2;
}

/** A scheme, a name with a dot in it, four numbers, a name at another. What begins a sentence behind a dot is no name. */
const ADDRESSES: readonly RegExp[] = [
  /\p{L}:\/\//u,
  /(?<![\p{L}\p{N}-])(?!functions\.)[\p{L}\p{N}-]{2,}\.\p{Ll}{2,}/u,
  /[\p{L}\p{N}-]\.(?:com|org|net|io|ai|dev|app|xyz|info|biz|ru|cn|de|uk|co|me|example|test)(?!\p{L})/iu,
  /(?<!\d)\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/,
  /[\p{L}\p{N}]@\p{L}/u,
];

function hasAddress(text: string): boolean {
  return ADDRESSES.some((address) => address.test(text));
}

/** Of the words alone: how they are set out says nothing. */
export function digestOf(piece: string): string {
  const words =
    spoken(piece)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  return createHash('sha256').update(words.join(' ')).digest('hex').slice(0, 16);
}

/** `messages`, and what is made of it. */
function namesOfMessages(body: Body): ReadonlySet<string> {
  const names = new Set(['messages']);
  const made = assignments(body);
  for (let size = 0; size < names.size;) {
    size = names.size;
    for (const [name, value] of made) if (isMadeOf(value, names)) names.add(name);
  }
  return names;
}

/** A list of messages, or how many there are. */
function isMadeOf(e: Expression, names: ReadonlySet<string>): boolean {
  if (e.kind === 'index' || e.kind === 'member') return false;
  return mentions(e, (name) => names.has(name));
}

function assignments(node: unknown): readonly (readonly [string, Expression])[] {
  if (typeof node !== 'object' || node === null) return [];
  const { kind, target, value } = node as {
    kind?: unknown;
    target?: { kind: string; name: string };
    value?: Expression;
  };
  const own = kind === 'set' && target && value && target.kind !== 'targets' ? [[target.name, value] as const] : [];
  return [...own, ...Object.values(node).flatMap(assignments)];
}
