/** Whether a vocabulary can write every byte that a text may have. */
import { BYTE_TO_CHAR } from './byteLevel.ts';
import type { PreTokenizer } from './preTokenizerTable.ts';
import { unescapeToken } from './rwkvEscapes.ts';
import type { TextFindings } from './textFindings.ts';
import { byteToken } from './tokenChecks.ts';
import type { TokenTable } from './tokenTable.ts';
import type { Algorithm } from './tokenizerModels.ts';
import { TOKEN_TYPE } from './tokenType.ts';

/** Every byte but C0, C1, and F5 to FF, which UTF-8 never has. */
const BYTES_OF_TEXT: readonly number[] = Array.from({ length: 0xf5 }, (_, byte) => byte).filter(
  (byte) => byte !== 0xc0 && byte !== 0xc1,
);

/** Vocabularies in use leave out controls that they never met, and F1 and F2, which begin characters of planes that hold none. */
const COMMON_BYTES: readonly number[] = BYTES_OF_TEXT.filter(
  (byte) => (byte >= 0x20 || [0x09, 0x0a, 0x0d].includes(byte)) && byte !== 0x7f && byte !== 0xf1 && byte !== 0xf2,
);

/** Reported where a byte of some text has no token: with one algorithm an engine ends, with another it loses the byte. */
export function checkBytes(
  table: TokenTable,
  algorithm: Algorithm,
  { spelling }: PreTokenizer,
  findings: TextFindings,
  key: string,
): void {
  switch (algorithm) {
    case 'spm':
      reportMissing(BYTES_OF_TEXT, 'text/byte-token-missing', (byte) =>
        isToken(table, byteToken(byte), Uint8Array.of(byte)),
      );
      return;
    case 'rwkv': {
      const single = singleBytes(table);
      reportMissing(BYTES_OF_TEXT, 'text/byte-token-missing', (byte) => single.has(byte));
      return;
    }
    case 'bpe':
      reportMissing(COMMON_BYTES, 'text/byte-unwritable', (byte) =>
        isToken(table, spelling === 'utf-8' ? byteToken(byte) : Buffer.from(BYTE_TO_CHAR[byte] as string)),
      );
      return;
    case 'wpm':
    case 'ugm':
      return; // What they do not hold is unknown.
  }

  function reportMissing(
    bytes: readonly number[],
    rule: 'text/byte-token-missing' | 'text/byte-unwritable',
    has: (byte: number) => boolean,
  ): void {
    const missing = bytes.filter((byte) => !has(byte));
    if (missing.length === 0) return;
    const first = Buffer.from(byteToken(missing[0] as number)).toString('latin1');
    const of = `${String(bytes.length)} bytes that text may have`;
    findings.reportKey(
      rule,
      key,
      () => `expected a token for each of the ${of}, found none for ${String(missing.length)}, first ${first}`,
    );
  }
}

function isToken(table: TokenTable, ...spellings: readonly Uint8Array[]): boolean {
  return spellings.some((bytes) => table.find(bytes) >= 0);
}

/** `\\x41` is the longest way to write a byte. */
const LONGEST_SPELLING = 4;

/** The bytes that are RWKV tokens by themselves. */
function singleBytes(table: TokenTable): ReadonlySet<number> {
  const found = new Set<number>();
  for (let id = 0; id < table.size; id++) {
    if (table.lengthOf(id) > LONGEST_SPELLING) continue;
    const bytes = unescapeToken(table.bytesOf(id));
    if (bytes.length === 1) found.add(bytes[0] as number);
  }
  return found;
}

/** Reported where a byte has no token of the type for bytes: PLaMo 2's reader looks for nothing else, and refuses without all of them. */
export function checkTypedBytes(
  table: TokenTable,
  types: ArrayLike<number>,
  findings: TextFindings,
  key: string,
): void {
  const missing = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => {
    const id = table.find(byteToken(byte));
    return id < 0 || types[id] !== TOKEN_TYPE.byte;
  });
  if (missing.length === 0) return;
  const message = (): string => `expected a byte token for each of 256 bytes, found none for ${String(missing.length)}`;
  findings.reportKey('text/byte-token-missing', key, message);
}
