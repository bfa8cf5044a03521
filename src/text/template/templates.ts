import { getString, getStrings, type Metadata } from '../../gguf/metadata.ts';

export const TEMPLATE_KEY = 'tokenizer.chat_template';

export interface NamedTemplate {
  readonly key: string;
  readonly text: string;
}

export interface Templates {
  readonly main: NamedTemplate | null;
  /** `tokenizer.chat_template.NAME`, in the file's order. */
  readonly variants: readonly NamedTemplate[];
  /** Names that `tokenizer.chat_templates` lists and that have no template. */
  readonly missing: readonly string[];
}

export function readTemplates(metadata: Metadata): Templates {
  const text = getString(metadata, TEMPLATE_KEY);
  const variants: NamedTemplate[] = [];
  for (const key of metadata.keys()) {
    const variant = key.startsWith(`${TEMPLATE_KEY}.`) ? getString(metadata, key) : undefined;
    if (variant !== undefined) variants.push({ key, text: variant });
  }
  const named = getStrings(metadata, 'tokenizer.chat_templates') ?? [];
  const missing = named.filter((name) => name !== 'default' && !metadata.has(`${TEMPLATE_KEY}.${name}`));
  return { main: text === undefined ? null : { key: TEMPLATE_KEY, text }, variants, missing };
}
