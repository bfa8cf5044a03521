/** Three places tell how many tokens there are: the key, the token list, the embedding's rows. */
import { getArray, getString } from '../gguf/metadata.ts';
import type { GgufFile } from '../gguf/types.ts';
import { reportKey } from './arch/keys.ts';
import type { ModelFindings } from './findings.ts';

/**
 * The vocabulary's size: the embedding's rows, else the token list's length, else what the key says, else 0. Reports the three where
 * they disagree.
 */
export function checkVocabulary(file: GgufFile, key: number | null, findings: ModelFindings): number {
  const rows = file.tensorsByName.get('token_embd.weight')?.dims[1];
  const tokens = getArray(file.metadata, 'tokenizer.ggml.tokens')?.length;
  const sizes = [rows, tokens, key ?? undefined].filter((n) => n !== undefined);
  if (new Set(sizes).size > 1) {
    const shown = (n: number | null | undefined): string => (n === undefined || n === null ? 'none' : String(n));
    const found = `${shown(rows)} embedding rows, ${shown(tokens)} tokens and vocab_size ${shown(key)}`;
    findings.report('model/vocab-size', () => ({
      message: `expected one size of the vocabulary, found ${found}`,
      path: 'metadata["tokenizer.ggml.tokens"]',
    }));
  }
  if (tokens === undefined && key === null && rows !== undefined) checkNoVocabulary(file, findings);
  return sizes[0] ?? 0;
}

/** Without a list of tokens, the key alone tells readers the size. */
function checkNoVocabulary({ metadata }: GgufFile, findings: ModelFindings): void {
  if (getString(metadata, 'tokenizer.ggml.model') !== 'no_vocab') return;
  const name = `${getString(metadata, 'general.architecture') ?? ''}.vocab_size`;
  if (metadata.has(name)) return;
  reportKey(
    findings,
    'model/key-missing',
    name,
    'expected the size of a vocabulary that is not listed, found no such key',
  );
}
