import { getStrings, type Metadata } from '../../gguf/metadata.ts';
import type { NamedTemplate, PlaceProblem } from './namedTemplate.ts';
import { templatesIn, TEMPLATE_KEY } from './templatePlaces.ts';

export type { NamedTemplate } from './namedTemplate.ts';
export { TEMPLATE_KEY } from './templatePlaces.ts';

export interface Templates {
  /** `tokenizer.chat_template`, where it is a string. */
  readonly main: NamedTemplate | null;
  /** Every other template: `tokenizer.chat_template.NAME` first, in the file's order; then lists, JSON texts and other keys. */
  readonly variants: readonly NamedTemplate[];
  /** Names that `tokenizer.chat_templates` lists and that have no template. */
  readonly missing: readonly string[];
  readonly problems: readonly PlaceProblem[];
}

/** Several rules ask for them: a text of megabytes is searched once. */
const READ = new WeakMap<Metadata, Templates>();

export function readTemplates(metadata: Metadata): Templates {
  const known = READ.get(metadata);
  if (known) return known;
  const templates = read(metadata);
  READ.set(metadata, templates);
  return templates;
}

function read(metadata: Metadata): Templates {
  const { found, problems } = templatesIn(metadata);
  const isMain = ({ path }: NamedTemplate): boolean => path === `metadata["${TEMPLATE_KEY}"]`;
  const rest = found.filter((template) => !isMain(template));
  const named = getStrings(metadata, 'tokenizer.chat_templates') ?? [];
  return {
    main: found.find(isMain) ?? null,
    variants: [...rest.filter(isNamedKey), ...rest.filter((template) => !isNamedKey(template))],
    missing: named.filter((name) => name !== 'default' && !metadata.has(`${TEMPLATE_KEY}.${name}`)),
    problems,
  };
}

/** Mainstream readers take these first: where a file has too many templates, they are those that are judged. */
function isNamedKey({ key }: NamedTemplate): boolean {
  return key.startsWith(`${TEMPLATE_KEY}.`);
}
