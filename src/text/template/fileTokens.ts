/** What templates are given of a file's vocabulary, and may look for in texts. */
import type { Metadata } from '../../gguf/metadata.ts';
import { marksOf } from './marksOf.ts';
import { tokensByName } from './namedTokens.ts';

export interface FileTokens {
  /** Marks of the file's format. */
  readonly marks: ReadonlySet<string>;
  /** Special tokens by the names that engines give them: `bos_token`. */
  readonly byName: Readonly<Record<string, string>>;
}

export const NO_TOKENS: FileTokens = { marks: new Set(), byName: {} };

export function fileTokens(metadata: Metadata): FileTokens {
  return { marks: marksOf(metadata), byName: tokensByName(metadata) };
}
