/** Conversations that templates are tried with: who speaks in turn, and what else a reader may be given. */
import { saysLittle, type Say } from './marker.ts';

export type Role = 'system' | 'user' | 'assistant' | 'tool';

export interface Conversation {
  readonly roles: readonly Role[];
  /** A system message or none, then the user and the assistant in turn: what a template leaves out here, it hides. */
  readonly isOrdinary: boolean;
  /** Variables beside the messages, such as `enable_thinking`. */
  readonly more?: object;
  /** Whether a template is at liberty not to take it. */
  readonly isOptional?: true;
  /** What its messages have beside a role and a content. */
  readonly shape?: Shape;
}

export interface Message {
  readonly role: Role;
  readonly content: unknown;
  readonly [field: string]: unknown;
}

interface Shape {
  readonly inWords: string;
  /** What message `i` has more, or instead. */
  readonly of: (message: Message, i: number) => object;
  /** Whether message `i` says nothing. */
  readonly isSilent: (i: number) => boolean;
}

/** How a template has to be talked to, to render at all. */
export interface Manner {
  /** Contents as lists of parts: some templates read no strings, and readers find out as the trial does. */
  readonly isInParts: boolean;
  /** What some templates take for granted. */
  readonly extras: object;
}

const EXTRAS: readonly object[] = [{}, { tools: [], functions: [], documents: [], datetime: '1 January 2026' }];

export const MANNERS: readonly Manner[] = EXTRAS.flatMap((extras) =>
  [false, true].map((isInParts) => ({ isInParts, extras })),
);

/** Turns of the user and the assistant, the user first, behind a system message or none. */
export function ordinary(turns: number, hasSystem: boolean, more?: object): Conversation {
  const roles = Array.from({ length: turns }, (_, i): Role => (i % 2 === 0 ? 'user' : 'assistant'));
  return { roles: hasSystem ? ['system', ...roles] : roles, isOrdinary: true, ...(more && { more }) };
}

/** Some templates take no system message, some want the roles to alternate: where none of these renders, none will. */
export const SHORT: readonly Conversation[] = [ordinary(1, false), ordinary(1, true), ordinary(3, false)];

export const MOST_TURNS = 8;
/** Turns of conversations that are tried with every flag. */
export const FEW_TURNS = 3;
/** Ordinary conversations of few turns, with every flag. */
export function ordinaryConversations(): readonly Conversation[] {
  const turns = Array.from({ length: MOST_TURNS }, (_, i) => i + 1);
  return [false, true].flatMap((hasSystem) =>
    turns.flatMap((n) => [ordinary(n, hasSystem), ...flagsOf(n).map((flags) => ordinary(n, hasSystem, flags))]),
  );
}

/** Of an answer that is asked for where none is due, and none where one is; and of thinking. */
function flagsOf(turns: number): readonly object[] {
  if (turns > FEW_TURNS) return [];
  return [{ add_generation_prompt: turns % 2 === 0 }, { enable_thinking: true }, { enable_thinking: false }];
}

const MOST_FLAGS = 12;

/** Ordinary conversations with tools, with documents, and with each of the flags that a template asks for. */
export function flaggedConversations(flags: readonly string[]): readonly Conversation[] {
  const more = [
    { tools: TOOLS },
    { documents: DOCUMENTS },
    ...flags.slice(0, MOST_FLAGS).flatMap((name) => [{ [name]: true }, { [name]: 'x' }]),
  ];
  return more.flatMap((given) =>
    [1, FEW_TURNS].map((turns): Conversation => ({ ...ordinary(turns, false, given), isOptional: true })),
  );
}

/** More than most people write. A template may count to more: numbers in it are tried too. */
export const LONG = ordinary(100, false);
export const LONGER = ordinary(400, false);
const MOST_COUNTED = 512;
/** Every number of messages up to this is tried, where that is cheap. */
export const MOST_LENGTHS = 40;
const MOST_COUNTS = 8;

/** Ordinary conversations of about as many messages as the numbers that a template has in it, those it compares with first. */
export function countedConversations(numbers: readonly number[]): readonly Conversation[] {
  const all = [...new Set(numbers)].filter((n) => n > MOST_TURNS && n <= MOST_COUNTED);
  const counts = [...all.filter((n) => n > MOST_LENGTHS), ...all.filter((n) => n <= MOST_LENGTHS)].slice(
    0,
    MOST_COUNTS,
  );
  return [...new Set(counts.flatMap((n) => [n - 1, n, n + 1, n + 2]))].map((n) => ordinary(n, false));
}

const ROLES: readonly Role[] = ['system', 'user', 'assistant', 'tool'];
const MOST_ROLES = 3;

/** What tools and documents bring, and every other sequence of few roles. What is usual stands first. */
export function oddConversations(): readonly Conversation[] {
  return [
    odd(['user', 'assistant', 'tool'], { tools: TOOLS }),
    odd(['system', 'user', 'assistant', 'tool', 'tool', 'assistant', 'user'], { tools: TOOLS }),
    ...roleSequences(MOST_ROLES)
      .filter((roles) => !isOrdinary(roles))
      .map((roles) => odd(roles)),
  ];
}

function odd(roles: readonly Role[], more?: object): Conversation {
  return { roles, isOrdinary: false, ...(more && { more }) };
}

/** Shorter ones first. */
function roleSequences(most: number): readonly (readonly Role[])[] {
  let last: readonly (readonly Role[])[] = [[]];
  return Array.from({ length: most }, () => {
    last = last.flatMap((roles) => ROLES.map((role) => [...roles, role]));
    return last;
  }).flat();
}

function isOrdinary(roles: readonly Role[]): boolean {
  const turns = roles[0] === 'system' ? roles.slice(1) : roles;
  return turns.length > 0 && turns.every((role, i) => role === (i % 2 === 0 ? 'user' : 'assistant'));
}

export function toolNamed(name: string): object {
  return {
    type: 'function',
    function: {
      name,
      description: 'Looks a place up.',
      parameters: {
        type: 'object',
        properties: { place: { type: 'string', description: 'Its name.' } },
        required: ['place'],
      },
    },
  };
}

const TOOLS: readonly object[] = [toolNamed('look_up')];
const DOCUMENTS: readonly object[] = [{ title: 'Fleas', text: 'They jump.', id: '0', data: { title: 'Fleas' } }];
/** Nine characters: one family of templates wants as many. */
const CALL_ID = 'flea00001';

/** What a template sees of it. Before the result of a tool, the assistant calls it and says nothing. */
export function variablesOf(
  { roles, more, shape }: Conversation,
  { isInParts, extras }: Manner,
  tokens: Readonly<Record<string, string>>,
  say: Say = saysLittle,
): object {
  const content = (i: number): unknown => (isInParts ? [{ type: 'text', text: say(i) }] : say(i));
  const messages = roles.map((role, i): Message => {
    if (role === 'tool') return { role, content: content(i), name: 'look_up', tool_call_id: CALL_ID };
    return isCall(roles, i) ? { role, content: '', tool_calls: [CALL] } : { role, content: content(i) };
  });
  const shaped = shape ? messages.map((message, i) => ({ ...message, ...shape.of(message, i) })) : messages;
  const isAsked = roles.at(-1) !== 'assistant';
  const given: Readonly<Record<string, unknown>> = { ...tokens, add_generation_prompt: isAsked, ...extras, ...more };
  return { ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)), messages: shaped };
}

const CALL = { id: CALL_ID, type: 'function', function: { name: 'look_up', arguments: { place: 'Elsewhere' } } };

/** Whether message `i` calls a tool instead of saying something. */
export function isCall(roles: readonly Role[], i: number): boolean {
  return roles[i] === 'assistant' && roles[i + 1] === 'tool';
}
