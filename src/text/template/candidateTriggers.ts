/** What a poisoned template may wait for, to be tried. */
import type { Constants } from './constants.ts';
import { freeNamesIn } from './flow/freeNames.ts';
import type { Tree } from './syntax/tree.ts';

/** A trigger is something that a person says, not a page. */
const MAX_TRIGGER = 200;
const MAX_TRIGGERS = 1000;

/** Words, as people write them: letters, and nothing that formats are made of. */
function isWords(text: string): boolean {
  return /\p{L}{3}/u.test(text) && !/[<>{}[\]|_#=`]/.test(text) && !text.startsWith('/');
}

/** Words in the template's own expressions: what a hidden trigger may be, tried out by rendering. */
export function candidateTriggers({ nodes }: Tree, constants: Constants): readonly string[] {
  const words = new Set<string>();
  for (const node of nodes) {
    const text = constants.text(node);
    if (text !== undefined && text.length <= MAX_TRIGGER && isWords(text)) words.add(text);
    if (words.size >= MAX_TRIGGERS) break;
  }
  return [...words];
}

/** Whole numbers that the template's own expressions come to: as many messages as a hidden trigger may wait for. */
export function numbersIn({ nodes }: Tree, constants: Constants): readonly number[] {
  const numbers = new Set<number>();
  for (const node of nodes) {
    const number = constants.number(node);
    if (Number.isSafeInteger(number)) numbers.add(Number(number));
  }
  return [...numbers];
}

/** Names that every reader gives, or the language. */
const USUAL: ReadonlySet<string> = new Set(
  `messages tools documents add_generation_prompt enable_thinking bos_token eos_token unk_token sep_token pad_token cls_token mask_token
  eot_token loop namespace range dict cycler joiner lipsum strftime_now raise_exception true false none True False None caller varargs
  kwargs`.split(/\s+/),
);
const MOST_NAMES = 64;

/** Other names that the template reads and does not set: flags, as a reader may give them. None where it is too deep to be read. */
export function flagsIn({ body }: Tree): readonly string[] {
  try {
    return [...freeNamesIn(body)].filter((name) => !USUAL.has(name)).slice(0, MOST_NAMES);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [];
  }
}
