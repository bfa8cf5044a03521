/** Templates that hold no program: nothing at all, or the name of another template. */
import { quoted } from '../../core/printable.ts';
import type { TemplateProblem } from './problem.ts';

/** One word: what engines call the templates that they bring along, such as `chatml` and `llama2`, and what files call variants. */
const NAME = /^[\w.:/@-]{1,64}$/;

/** True where the text is printed as it stands. */
export function mentionsNoTags(text: string): boolean {
  return !text.includes('{{') && !text.includes('{%');
}

export function noProgram(text: string): TemplateProblem | null {
  const trimmed = text.trim();
  if (trimmed === '') return { rule: 'template/empty', message: 'expected a template, found an empty text' };
  if (!NAME.test(trimmed)) return null;
  return { rule: 'template/only-a-name', message: `expected a template, found the name ${quoted(trimmed)}` };
}
