import type { ModelValue } from '../../src/gguf/model.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import type { Metadata } from '../../src/gguf/metadata.ts';
import { openTokenizer, type Tokenizer } from '../../src/text/tokenizer.ts';
import { ggufWith } from '../../corpus/ggufBytes.ts';
import type { Pair } from '../../corpus/vocabularies.ts';
import { parsedFile } from './tinyModel.ts';

/** The metadata of a file with these keys, written and read again. */
export function metadataOf(pairs: readonly (readonly [string, ModelValue])[]): Metadata {
  return parsedFile(bufferSource(ggufWith(...pairs))).metadata;
}

/** The tokenizer of a file with these keys. Throws where there is none. */
export function tokenizerOf(pairs: readonly Pair[]): Tokenizer {
  const { tokenizer, findings, unsupported } = openTokenizer(metadataOf(pairs));
  if (!tokenizer) throw new Error([...findings.map((f) => f.message), ...unsupported].join('; '));
  return tokenizer;
}

export const PLAIN = { addSpecial: false, parseSpecial: false } as const;
export const WITH_SPECIAL = { addSpecial: true, parseSpecial: true } as const;

/** What a text is once it was UTF-8: lone surrogates are U+FFFD. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
