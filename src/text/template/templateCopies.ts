/** Templates that several places of a file give under one name: readers take one or another, so they must be the same. */
import type { NamedTemplate, PlaceProblem } from './namedTemplate.ts';
import { TEMPLATE_COSTS } from './templateBudget.ts';

export function copiesThatDiffer(templates: readonly NamedTemplate[]): readonly PlaceProblem[] {
  const first = new Map<string, NamedTemplate>();
  return templates.flatMap((template) => {
    if (template.name === null) return [];
    const name = written(template.name);
    const known = first.get(name);
    if (!known) first.set(name, template);
    if (!known || plain(known.text) === plain(template.text)) return [];
    const message = `expected the template of ${known.path}, found another text`;
    return [{ rule: 'template/copies-differ', message, path: template.path }];
  });
}

/** True where readers take the two for one template. */
export function areCopies(a: NamedTemplate, b: NamedTemplate): boolean {
  return a.name !== null && b.name !== null && written(a.name) === written(b.name);
}

/** Names as converters write them into keys: only letters and digits of ASCII stay (gguf-py's `add_chat_template`). */
function written(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '_');
}

/** Line ends and blanks at the end say nothing: files and JSON texts differ in them. Of a text that is not judged they are not looked for. */
function plain(text: string): string {
  if (text.length > TEMPLATE_COSTS.characters) return text;
  return text.replaceAll('\r\n', '\n').trimEnd();
}
