/** Marks of formats: what a template may look for in a text. Two conversations of a pair have the same ones at the same places. */

/** What is written like the special tokens of a vocabulary. */
export function isToken(text: string): boolean {
  return /^<\|[^|]*\|>$/.test(text);
}

/** Those that the grammar writes; the analysis has its own list. */
export const MARKS: readonly string[] = [
  '<think>',
  '</think>',
  '<tool_response>',
  '</tool_response>',
  '<tool_call>',
  '</tool_call>',
  '[TOOL_CALLS]',
  '<|im_start|>',
  '<|im_end|>',
  '/think',
  '/no_think',
];

const TAG = /<\|[^|]*\|>|<\/?[a-z_]+>|\[[A-Z_ ]+\]|\/(?:no_?)?think|<\|?channel\|?>/;

/** Whether a text has a mark in it: no segment of a filling may. */
export function hasMark(text: string): boolean {
  return TAG.test(text);
}
