import type { TemplateProblem } from './problem.ts';

/** Characters that an editor does not show, or that change the order in which it shows others (CVE-2021-42574). */
const HIDDEN: readonly (readonly [first: number, last: number])[] = [
  [0x061c, 0x061c], // Arabic letter mark
  [0x180e, 0x180e], // Mongolian vowel separator
  [0x200b, 0x200b], // zero width space
  [0x200e, 0x200f], // left-to-right and right-to-left marks
  [0x202a, 0x202e], // bidirectional embeddings and overrides
  [0x2060, 0x206f], // word joiner, invisible operators, bidirectional isolates, deprecated controls
  [0xfeff, 0xfeff], // byte order mark
  [0xe0000, 0xe007f], // tags: letters that are never drawn
  [0xe0100, 0xe01ef], // variation selectors, of which one for each byte
];
/** Joiners shape scripts and emoji; behind Latin letters they only hide. */
const AFTER_LATIN: ReadonlySet<number> = new Set([0x00ad, 0x200c, 0x200d]);
const LATIN = /\w/;

export function invisibleText(template: string): readonly TemplateProblem[] {
  for (const { 0: escape, index } of template.matchAll(/\\u([0-9a-f]{4})/gi)) {
    if (isHidden(parseInt(escape.slice(2), 16))) return [problem(escape, index)];
  }
  let before = '';
  let at = 0;
  for (const character of template) {
    const code = character.codePointAt(0) ?? 0;
    if (isHidden(code) || (AFTER_LATIN.has(code) && LATIN.test(before))) {
      return [problem(`U+${code.toString(16).toUpperCase().padStart(4, '0')}`, at)];
    }
    before = character;
    at += character.length;
  }
  return [];
}

function isHidden(code: number): boolean {
  return HIDDEN.some(([first, last]) => code >= first && code <= last);
}

function problem(found: string, at: number): TemplateProblem {
  const message = `expected characters that a reviewer sees, found ${found} at character ${String(at)}`;
  return { rule: 'template/invisible-text', message };
}
