/** What tells a token that structures a conversation from a word that a text may hold. */

/** Brackets and bars, of which markers are made: `<|im_end|>`, `[INST]`, `{{`, `<｜User｜>`, `>>TITLE<<`, `[e~[`. */
const FRAME = '<>\\[\\]{}()|｜【】「」《》〈〉«»';
const FRAMED = new RegExp(`^[\\s_▁Ġ]*[${FRAME}].*[\\p{L}\\p{N}].*[${FRAME}]`, 'su');

/** True of text that begins with a bracket or a bar, holds a letter or a digit, and has another bracket or bar behind it. */
export function isMarker(text: string): boolean {
  return FRAMED.test(text);
}

/** GLM's vocabularies hold these words as control tokens: they were trained with them. */
const PLAIN_CONTROLS: ReadonlySet<string> = new Set(['sop', 'eop']);

/** True where a reader of the vocabulary expects a control token of this text. */
export function isControlText(text: string): boolean {
  return isMarker(text) || PLAIN_CONTROLS.has(text);
}
