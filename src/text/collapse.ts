import { categoryOf, CATEGORY, isHan, type Category } from './unicode.ts';

/**
 * Text with one Latin-1 character for each code point: ASCII as it is, everything else as what kind of character it is. Patterns
 * that only ask for categories run on this: they cost the same on every script, and mean the same under every Unicode version
 * that an engine may have.
 */
export interface Collapsed {
  readonly kinds: string;
  /** Where each code point begins in the text, and its end; null where every code point is one UTF-16 unit. */
  readonly offsets: Int32Array | null;
}

/** How each category is written. Whitespace is a vertical tab, so that `[\t-\r ]` is all of it. */
const KIND = {
  number: 0xd1,
  letter: 0xd2,
  punctuation: 0xd3,
  mark: 0xd4,
  symbol: 0xd5,
  han: 0xd6,
  hanUnassigned: 0xd7,
  other: 0xd0,
} as const;

const VERTICAL_TAB = 0x0b;

const OF_CATEGORY: Readonly<Record<Category, number>> = {
  [CATEGORY.unassigned]: KIND.other,
  [CATEGORY.number]: KIND.number,
  [CATEGORY.letter]: KIND.letter,
  [CATEGORY.separator]: KIND.other,
  [CATEGORY.mark]: KIND.mark,
  [CATEGORY.punctuation]: KIND.punctuation,
  [CATEGORY.symbol]: KIND.symbol,
  [CATEGORY.control]: KIND.other,
  [CATEGORY.whitespace]: VERTICAL_TAB,
};

export function collapse(text: string): Collapsed {
  if (/^[\0-\x7f]*$/.test(text)) return { kinds: text, offsets: null };
  const kinds = Buffer.alloc(text.length);
  const offsets = new Int32Array(text.length + 1);
  let count = 0;
  for (let at = 0; at < text.length; count++) {
    const codePoint = text.codePointAt(at) as number;
    offsets[count] = at;
    kinds[count] = kindOf(codePoint);
    at += codePoint > 0xffff ? 2 : 1;
  }
  offsets[count] = text.length;
  return { kinds: kinds.toString('latin1', 0, count), offsets: count === text.length ? null : offsets };
}

function kindOf(codePoint: number): number {
  if (codePoint < 0x80) return codePoint;
  const kind = OF_CATEGORY[categoryOf(codePoint)];
  if (!isHan(codePoint)) return kind;
  return kind === KIND.letter ? KIND.han : KIND.hanUnassigned;
}

const char = (kind: number): string => String.fromCharCode(kind);

/** What stands for a category inside the brackets of a pattern. `\p{Lu}` and its like are `\p{L}`: one kind for all letters. */
const LETTERS = `A-Za-z${char(KIND.letter)}${char(KIND.han)}`;

const SETS: Readonly<Record<string, string>> = {
  '\\p{L}': LETTERS,
  '\\p{Lu}': LETTERS,
  '\\p{Ll}': LETTERS,
  '\\p{Lt}': LETTERS,
  '\\p{Lm}': LETTERS,
  '\\p{Lo}': LETTERS,
  '\\p{N}': `0-9${char(KIND.number)}`,
  '\\p{M}': char(KIND.mark),
  '\\p{P}': `!-#%-*,-/:;?@\\[-\\]_{}${char(KIND.punctuation)}`,
  '\\p{S}': `$+<->^\`|~${char(KIND.symbol)}`,
  '\\p{Han}': `${char(KIND.han)}${char(KIND.hanUnassigned)}`,
  '\\p{NotHan}': `A-Za-z${char(KIND.letter)}`,
  '\\s': '\\t-\\r ',
};

/** A pattern of categories as an expression over {@link Collapsed.kinds}. Throws RangeError on a category that has no kind. */
export function compileCollapsed(pattern: string): RegExp {
  let inside = false;
  const source = pattern.replace(/\\p\{\w+\}|\\.|[[\]]/gs, (part) => {
    if (part === '[' || part === ']') inside = part === '[';
    if (part === '\\S') return '[^\\t-\\r ]';
    const set = SETS[part];
    if (set === undefined && part.startsWith('\\p')) throw new RangeError(`expected a known category, found ${part}`);
    if (set === undefined) return part;
    return inside ? set : `[${set}]`;
  });
  return new RegExp(source, 'g');
}
