import { quoted } from '../core/printable.ts';
import { getString, type Metadata } from '../gguf/metadata.ts';
import type { TextFindings } from './textFindings.ts';
import type { TokenTable } from './tokenTable.ts';
import { TOKEN_TYPE } from './tokenType.ts';

/** Special tokens that take the whitespace beside them with them. No key of a file says which: engines know them by family. */
export interface Stripping {
  readonly stripsLeft: ReadonlySet<number>;
  readonly stripsRight: ReadonlySet<number>;
}

const KEPT_BY_PHI3 = ['<unk>', '<s>', '<|endoftext|>'];

type Family = 'masked' | 'phi-3' | 'modern-bert' | null;

function familyOf(metadata: Metadata): Family {
  const text = (key: string): string => getString(metadata, key) ?? '';
  const name = text('general.name').toLowerCase();
  if (/jina-v2-(?:de|es|code)/.test(text('tokenizer.ggml.pre'))) return 'masked';
  if (/nomic-bert-moe|jina-bert-v3/.test(text('general.architecture'))) return 'masked';
  if (/phi-?3/.test(name)) return 'phi-3';
  return name.includes('modern-bert') ? 'modern-bert' : null;
}

export function stripping(metadata: Metadata, table: TokenTable, types: ArrayLike<number>): Stripping {
  const ids = (...texts: readonly string[]): Set<number> =>
    new Set(texts.map((text) => table.find(Buffer.from(text))).filter((id) => id >= 0));
  const none = new Set<number>();
  switch (familyOf(metadata)) {
    case 'masked':
      return { stripsLeft: ids('<mask>'), stripsRight: none };
    case 'phi-3':
      return { stripsLeft: none, stripsRight: phi3(table.size, types, ids) };
    case 'modern-bert':
      return { stripsLeft: ids('[MASK]'), stripsRight: none };
    case null:
      return { stripsLeft: none, stripsRight: none };
  }
}

/** Readers look for these in every file with that name, and refuse it where one is missing. */
export function checkFamily(metadata: Metadata, table: TokenTable, findings: TextFindings): void {
  if (familyOf(metadata) !== 'phi-3') return;
  const missing = ['</s>', ...KEPT_BY_PHI3].find((text) => table.find(Buffer.from(text)) < 0);
  if (missing === undefined) return;
  const message = (): string =>
    `expected the token ${quoted(missing)} in a model of the name ${quoted(getString(metadata, 'general.name') ?? '')}, found none`;
  findings.reportKey('text/family-token-missing', 'general.name', message);
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
