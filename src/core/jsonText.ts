/** Legal in JSON as they are, and obeyed by a terminal or a CI runner, or invisible in a review: DEL and C1 controls, formats, separators, `##[`. */
const UNSAFE_IN_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]|#(?=[a-z]*\[)/giu;

/** A document as JSON that may be shown anywhere: it says the same, in characters that nothing obeys. */
export function jsonText(document: unknown, indent?: number): string {
  return JSON.stringify(document, null, indent).replaceAll(UNSAFE_IN_JSON, (c) =>
    [...new Array<undefined>(c.length).keys()]
      .map((i) => `\\u${c.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
