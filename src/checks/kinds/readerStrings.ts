/** Strings without which, or with other types than which, llama.cpp refuses a language model that it would know. */
import { ARCHITECTURE_KEY } from '../../gguf/constants.ts';
import { getString } from '../../gguf/metadata.ts';
import type { GgufFile } from '../../gguf/types.ts';
import { reportKey } from '../../model/arch/keys.ts';
import { READER_ARCHITECTURES } from '../../model/arch/readerArchitectures.ts';
import type { Findings } from '../../core/findings.ts';

const NAME = 'general.name';
const TOKENIZER = 'tokenizer.ggml.model';

export function checkReaderStrings({ metadata, tensors }: GgufFile, findings: Findings): void {
  const name = metadata.get(NAME)?.type ?? 'string';
  if (name !== 'string') reportKey(findings, 'model/key-type', NAME, `expected a string, found one of ${name}`);
  const isRead = READER_ARCHITECTURES.has(getString(metadata, ARCHITECTURE_KEY) ?? '') && tensors.length > 0;
  const kind = metadata.get(TOKENIZER)?.type ?? 'string';
  if (kind !== 'string') findings.leave('tokenizer', `its kind is a ${kind}, and the vocabulary was not judged`);
  if (isRead && !metadata.has(TOKENIZER))
    reportKey(
      findings,
      'model/key-missing',
      TOKENIZER,
      'expected the kind of the tokenizer, or none, found no such key',
    );
}
