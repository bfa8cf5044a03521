/** Words that a poisoned template may wait for, to be tried. */
import { walk, type TemplateNode } from './ast.ts';
import type { Constants } from './constants.ts';

/** A trigger is something that a person says, not a page. */
const MAX_TRIGGER = 200;
const MAX_TRIGGERS = 1000;

/** Words, as people write them: letters, and nothing that formats are made of. */
function isWords(text: string): boolean {
  return /\p{L}{3}/u.test(text) && !/[<>{}[\]|_#=`]/.test(text) && !text.startsWith('/');
}

/** Words in the template's own expressions: what a hidden trigger may be, tried out by rendering. */
export function candidateTriggers(root: TemplateNode, constants: Constants): readonly string[] {
  const words = new Set<string>();
  walk(root, (node) => {
    const text = constants.text(node);
    if (text !== undefined && text.length <= MAX_TRIGGER && isWords(text)) words.add(text);
  });
  return [...words].slice(0, MAX_TRIGGERS);
}
