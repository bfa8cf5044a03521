import { getString, type Metadata } from '../gguf/metadata.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';

/** Special tokens that take the whitespace beside them with them. No key of a file says which: engines know them by family. */
export interface Stripping {
  readonly stripsLeft: ReadonlySet<number>;
  readonly stripsRight: ReadonlySet<number>;
}

const KEPT_BY_PHI3 = ['<unk>', '<s>', '<|endoftext|>'];

export function stripping(metadata: Metadata, table: TokenTable, types: ArrayLike<number>): Stripping {
  const ids = (...texts: readonly string[]): Set<number> =>
    new Set(texts.map((text) => table.find(Buffer.from(text))).filter((id) => id >= 0));
  const text = (key: string): string => getString(metadata, key) ?? '';
  const name = text('general.name').toLowerCase();
  const masked =
    /jina-v2-(?:de|es|code)/.test(text('tokenizer.ggml.pre')) ||
    /nomic-bert-moe|jina-bert-v3/.test(text('general.architecture'));
  const none = new Set<number>();
  if (masked) return { stripsLeft: ids('<mask>'), stripsRight: none };
  if (/phi-?3/.test(name)) return { stripsLeft: none, stripsRight: phi3(table.size, types, ids) };
  return { stripsLeft: name.includes('modern-bert') ? ids('[MASK]') : none, stripsRight: none };
}

function phi3(
  nTokens: number,
  types: ArrayLike<number>,
  ids: (...texts: string[]) => Set<number>,
): ReadonlySet<number> {
  const special = new Set<number>([TOKEN_TYPE.control, TOKEN_TYPE.userDefined, TOKEN_TYPE.unknown]);
  const strips = ids('</s>');
  for (let id = 0; id < nTokens; id++) if (special.has(types[id] as number)) strips.add(id);
  for (const id of ids(...KEPT_BY_PHI3)) strips.delete(id);
  return strips;
}
