/** Conversations whose messages have more than a role and a content, or a content in parts of other kinds: what is missing there is a note. */
import { ordinary, type Conversation, type Message } from './conversation.ts';

type Shape = NonNullable<Conversation['shape']>;

const ROLES = [ordinary(1, false), ordinary(3, false), ordinary(3, true)];

export function shapedConversations(): readonly Conversation[] {
  return [...SHAPES, EMPTY_FIRST, EMPTY_LAST].flatMap(shaped);
}

/** Of a template that takes contents in parts as well. */
export function partsConversations(): readonly Conversation[] {
  return PARTS.flatMap(shaped);
}

function shaped(shape: Shape): readonly Conversation[] {
  return ROLES.map(({ roles }) => ({ roles, isOrdinary: false, shape }));
}

const always = (): boolean => false;

function fields(inWords: string, of: (message: Message, i: number) => object): Shape {
  return { inWords, of, isSilent: always };
}

const SHAPES: readonly Shape[] = [
  fields('the thoughts of the assistant', ({ role }) =>
    role === 'assistant' ? { reasoning_content: 'It jumps.' } : {},
  ),
  fields('names', () => ({ name: 'ann' })),
  fields('lists of calls that are empty', ({ role }) => (role === 'assistant' ? { tool_calls: [] } : {})),
  fields('no calls', ({ role }) => (role === 'assistant' ? { tool_calls: null } : {})),
];
const EMPTY_FIRST: Shape = {
  inWords: 'nothing said at first',
  of: (_, i) => (i === 0 ? { content: '' } : {}),
  isSilent: (i) => i === 0,
};
const EMPTY_LAST: Shape = {
  inWords: 'nothing said at the second place',
  of: (_, i) => (i === 1 ? { content: '' } : {}),
  isSilent: (i) => i === 1,
};

function parts(inWords: string, of: (text: string) => readonly object[]): Shape {
  return fields(inWords, ({ content }) => ({ content: of(typeof content === 'string' ? content : '') }));
}

const text = (said: string): object => ({ type: 'text', text: said });

const PARTS: readonly Shape[] = [
  parts('contents in parts', (said) => [text(said)]),
  parts('contents in two parts', (said) => [said.slice(0, said.length >> 1), said.slice(said.length >> 1)].map(text)),
  parts('parts that begin with an image', (said) => [{ type: 'image' }, text(said)]),
  parts('parts that end with an image', (said) => [text(said), { type: 'image_url', image_url: { url: '' } }]),
  parts('parts without a text between', (said) => [text(said), text('')]),
];
