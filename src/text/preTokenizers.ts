/**
 * Pre-tokenizers by the name that files give in `tokenizer.ggml.pre`: regular expressions, applied one after another, each
 * to every piece that the one before left. What a regular expression does not match stays a piece of its own. Whitespace is
 * Unicode's White_Space, not JavaScript's `\s` (which lacks U+0085 and adds U+FEFF).
 */
export interface PreTokenizer {
  readonly name: string;
  readonly patterns: readonly RegExp[];
  /** A piece that is a token as it stands is taken whole, without merging. */
  readonly ignoreMerges: boolean;
}

const GPT2 =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})/gu;

const DIGIT = /\p{N}/gu;

const TABLE: readonly PreTokenizer[] = [
  { name: 'gpt-2', patterns: [GPT2], ignoreMerges: false },
  { name: 'smollm', patterns: [DIGIT, GPT2], ignoreMerges: false },
];

export const PRE_TOKENIZERS: ReadonlyMap<string, PreTokenizer> = new Map(TABLE.map((entry) => [entry.name, entry]));

/** `text` cut by every pattern in turn. The pieces joined are `text`. */
export function preTokenize({ patterns }: PreTokenizer, text: string): readonly string[] {
  return patterns.reduce<readonly string[]>((pieces, pattern) => pieces.flatMap((p) => cut(p, pattern)), [text]);
}

function cut(text: string, pattern: RegExp): readonly string[] {
  const pieces: string[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    pieces.push(match[0]);
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
