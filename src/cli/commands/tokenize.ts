import { z } from 'zod';
import { UsageError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { TOKENIZE } from '../../report/documents/tokenize.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import type { Host } from '../host.ts';
import { identityOptions, type IdentityFlags } from '../identityFlags.ts';
import { openModel, tokenizerOf } from '../openModel.ts';
import { readJson, type DocumentLimits } from '../readDocument.ts';

export interface TokenizeFlags extends IdentityFlags {
  readonly text?: string;
  readonly texts?: string;
  /** commander: `--no-special`. */
  readonly special: boolean;
  readonly json?: true;
}

/** `flea-flicker tokenize FILE --text T | --texts FILE.json` */
export async function tokenize(path: string, flags: TokenizeFlags, host: Host): Promise<ExitCode> {
  const texts = inputTexts(flags);
  const model = await openModel(path, identityOptions(flags, host));
  try {
    const tokenizer = tokenizerOf(model);
    model.source.verifyUnchanged();
    const options = { addSpecial: flags.special, parseSpecial: flags.special };
    const results = texts.map((text) => ({ tokens: tokenizer.encode(text, options) }));
    if (flags.json) host.out(TOKENIZE.json({ results }));
    else for (const { tokens } of results) host.out(`${tokens.join(' ')}\n`);
    return EXIT.clean;
  } finally {
    model.source.close();
  }
}

function inputTexts({ text, texts }: TokenizeFlags): readonly string[] {
  if ((text === undefined) === (texts === undefined)) {
    throw new UsageError('usage/text', 'tokenize: expected one of --text and --texts, found both or neither');
  }
  return text === undefined ? readTexts(texts ?? '') : [text];
}

/** Ten times what the texts that tokenizers are compared on take. */
const TEXTS: DocumentLimits = { what: 'a JSON array of strings', code: 'io/texts', maxBytes: 64 << 20 };

/** A JSON array of strings. Throws IoError `io/…`, UsageError `usage/texts`. */
function readTexts(file: string): readonly string[] {
  const json = readJson(file, TEXTS);
  const result = z.array(z.string()).safeParse(json);
  if (result.success) return result.data;
  throw new UsageError(
    'usage/texts',
    `${file}: expected a JSON array of strings, found ${printable(result.error.issues[0]?.message ?? '', 200)}`,
  );
}
