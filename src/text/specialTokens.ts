import { TOKEN_TYPE, type Vocabulary } from './vocabulary.ts';

/** A stretch of text between special tokens, or a special token's id. */
export type Fragment = string | number;

interface Special {
  readonly text: string;
  readonly id: number;
  /** Text that a user defined is always cut out; control tokens only where the caller trusts the text. */
  readonly always: boolean;
}

/** Cuts special tokens out of a text before anything else looks at it: longest first, then lowest id. */
export class SpecialTokens {
  readonly #specials: readonly Special[];

  constructor({ tokens, types }: Pick<Vocabulary, 'tokens' | 'types'>) {
    const specials = tokens.flatMap((text, id): readonly Special[] => {
      const type = types[id];
      const always = type === TOKEN_TYPE.userDefined;
      const special = always || type === TOKEN_TYPE.control || type === TOKEN_TYPE.unknown;
      return special && text.length > 0 ? [{ text, id, always }] : [];
    });
    this.#specials = specials.sort((a, b) => b.text.length - a.text.length || a.id - b.id);
  }

  /** `parse`: whether control tokens in the text are tokens, or text like any other. */
  cut(text: string, parse: boolean): readonly Fragment[] {
    const wanted = this.#specials.filter((special) => parse || special.always);
    return wanted.reduce<readonly Fragment[]>(
      (fragments, special) => {
        return fragments.flatMap((f) => (typeof f === 'string' ? split(f, special) : [f]));
      },
      text.length > 0 ? [text] : [],
    );
  }
}

function split(text: string, { text: needle, id }: Special): readonly Fragment[] {
  const parts = text.split(needle);
  if (parts.length === 1) return [text];
  return parts.flatMap((part, i) => [...(i > 0 ? [id] : []), ...(part.length > 0 ? [part] : [])]);
}
