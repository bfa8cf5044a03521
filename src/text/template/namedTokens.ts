/** Special tokens that a template names instead of writing them: `{{ bos_token }}` prints what the vocabulary says. */
import { getArray, getUint, type Metadata } from '../../gguf/metadata.ts';
import { controlText } from './controlText.ts';
import { invisibleText } from './invisibleText.ts';
import { lookAlikeText } from './lookAlikeText.ts';
import type { PlaceProblem } from './namedTemplate.ts';
import type { Templates } from './templates.ts';

const TOKENS = 'tokenizer.ggml.tokens';
/** Names that engines give to templates, and the keys that say which token each is. */
const IDS: readonly (readonly [name: string, key: string])[] = [
  ['bos_token', 'bos_token_id'],
  ['eos_token', 'eos_token_id'],
  ['unk_token', 'unknown_token_id'],
  ['sep_token', 'seperator_token_id'],
  ['pad_token', 'padding_token_id'],
  ['cls_token', 'cls_token_id'],
  ['mask_token', 'mask_token_id'],
  ['eot_token', 'eot_token_id'],
];

/** The special tokens of a file by the names that engines give to templates; of those that most templates name there is always one. */
export function tokensByName(metadata: Metadata): Readonly<Record<string, string>> {
  const tokens = getArray(metadata, TOKENS);
  const known = IDS.flatMap(([name, key]): [string, string][] => {
    const id = getUint(metadata, `tokenizer.ggml.${key}`);
    return tokens?.elementType !== 'string' || id === undefined || id >= tokens.length ? [] : [[name, tokens.at(id)]];
  });
  return { bos_token: '<s>', eos_token: '</s>', ...Object.fromEntries(known) };
}

export function namedTokenProblems(metadata: Metadata, { main, variants }: Templates): readonly PlaceProblem[] {
  const texts = [...(main ? [main] : []), ...variants].map(({ text }) => text);
  const named = IDS.filter(([name]) => texts.some((text) => text.includes(name)));
  const ids = new Set(named.map(([, key]) => getUint(metadata, `tokenizer.ggml.${key}`)));
  return [...ids].flatMap((id) => (id === undefined ? [] : tokenProblems(metadata, id)));
}

function tokenProblems(metadata: Metadata, id: number): readonly PlaceProblem[] {
  const tokens = getArray(metadata, TOKENS);
  if (tokens?.elementType !== 'string' || id >= tokens.length) return [];
  const shown = [{ text: tokens.at(id), at: 0, isDecoded: false }];
  const path = `metadata["${TOKENS}"][${String(id)}]`;
  return [...invisibleText(shown), ...controlText(shown), ...lookAlikeText(shown)].map((problem) => ({
    ...problem,
    path,
  }));
}
