/** Three places tell how many tokens there are: the key, the token list, the embedding's rows. */
import { getArray, getString } from '../gguf/metadata.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { Findings } from '../core/findings.ts';

/**
 * The vocabulary's size: the embedding's rows, else the token list's length, else what the key says, else 0. Reports the three where
 * they disagree.
 */
export function checkVocabulary(file: GgufFile, key: number | null, findings: Findings): number {
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
  if (rows !== undefined && key === null && hasNoVocabulary(file)) {
    findings.report('model/vocab-size-missing', () => ({
      message: `expected vocab_size where the file says that it has no vocabulary, found none beside ${String(rows)} embedding rows`,
      path: 'metadata["tokenizer.ggml.model"]',
    }));
  }
  return sizes[0] ?? 0;
}

/** Readers then look at no list of tokens: without the key they take the vocabulary to be empty. */
function hasNoVocabulary({ metadata }: GgufFile): boolean {
  const model = getString(metadata, 'tokenizer.ggml.model');
  return model === 'no_vocab' || model === 'none';
}
