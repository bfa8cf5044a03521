/** Ordinary conversations with all that a reader may give beside the messages: whoever leaves out what people say hides it in one of these. */
import type { Asked } from './asked.ts';
import { FEW_TURNS, MOST_LENGTHS, MOST_TURNS, ordinary, toolNamed, type Conversation } from './conversation.ts';

type Given = Readonly<Record<string, unknown>>;

const MOST_VALUES = 12;
const MOST_NAMED_TOOLS = 16;
const MOST_PAIRED = 8;
/** Neither the first nor the last of what is often looked at, with a system message. */
const MIDDLE_TURNS = 5;
const ONE_TOOL = { tools: [toolNamed('look_up')] };
const TWO_TOOLS = { tools: [toolNamed('look_up'), toolNamed('send_it')] };
/** As transformers gives what it was not given. */
const NOTHING = { tools: null, documents: null };
const TOKENS = [
  'bos_token',
  'eos_token',
  'pad_token',
  'unk_token',
  'sep_token',
  'cls_token',
  'mask_token',
  'eot_token',
];

/** What is most likely to be looked at comes first: it is tried until it has cost enough. */
export function givenConversations(asked: Asked, flags: readonly string[]): readonly Conversation[] {
  return [
    ...upTo(1, MOST_TURNS).flatMap((turns) => withEither(turns, ONE_TOOL)),
    ...upTo(1, FEW_TURNS).flatMap((turns) => [TWO_TOOLS, NOTHING].flatMap((given) => withEither(turns, given))),
    ...lengths(undefined),
    ...flags.flatMap((name) => valuesOf(asked, name).flatMap((value) => inThree({ [name]: value }))),
    ...toolNames(asked).flatMap((name) => [ordinary(FEW_TURNS, false, { tools: [toolNamed(name)] })]),
    ...tokenValues(asked).flatMap(inThree),
    ...['add_generation_prompt', 'enable_thinking'].flatMap((name) =>
      [true, false].flatMap((on) => longer({ [name]: on })),
    ),
    ...pairs(flags).flatMap(inThree),
    ...flags.flatMap((name) => [
      ordinary(FEW_TURNS, false, { [name]: true, ...ONE_TOOL }),
      ...longer({ [name]: true }),
    ]),
    ...lengths(ONE_TOOL),
    ...upTo(FEW_TURNS + 1, MOST_TURNS).flatMap((turns) => withEither(turns, TWO_TOOLS)),
  ];
}

function upTo(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function withEither(turns: number, given?: Given): readonly Conversation[] {
  return [false, true].map((hasSystem) => ordinary(turns, hasSystem, given));
}

function lengths(given: Given | undefined): readonly Conversation[] {
  return upTo(MOST_TURNS + 1, MOST_LENGTHS).flatMap((turns) => withEither(turns, given));
}

function inThree(given: Given): readonly Conversation[] {
  return [ordinary(1, false, given), ordinary(FEW_TURNS, false, given), ordinary(MIDDLE_TURNS, true, given)];
}

function longer(given: Given): readonly Conversation[] {
  return [FEW_TURNS + 1, MIDDLE_TURNS, MOST_TURNS].flatMap((turns) => withEither(turns, given));
}

/** What a flag is compared with, and what nobody thinks of; then what anything is compared with. */
function valuesOf({ ofName, texts, numbers }: Asked, name: string): readonly unknown[] {
  const own: readonly unknown[] = (ofName.get(name) ?? []).flatMap((value): unknown[] =>
    typeof value === 'number' ? [value, value + 1] : [value],
  );
  const others = [...texts, ...numbers].slice(0, MOST_VALUES);
  return [...new Set([...own, false, 0, '', null, ...others])].slice(0, own.length + MOST_VALUES);
}

function toolNames({ texts }: Asked): readonly string[] {
  return texts.filter((text) => /^[\w.-]{1,64}$/.test(text)).slice(0, MOST_NAMED_TOOLS);
}

/** Absent, or what it is compared with. */
function tokenValues({ names, ofName }: Asked): readonly Given[] {
  return TOKENS.filter((name) => names.has(name)).flatMap((name) =>
    [undefined, `<${name}>`, ...(ofName.get(name) ?? [])].map((value: unknown) => ({ [name]: value })),
  );
}

function pairs(flags: readonly string[]): readonly Given[] {
  const few = flags.slice(0, MOST_PAIRED);
  return few.flatMap((a, i) =>
    few.slice(i + 1).flatMap((b) => [
      { [a]: true, [b]: true },
      { [a]: true, [b]: false },
      { [a]: false, [b]: true },
    ]),
  );
}
