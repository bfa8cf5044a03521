/**
 * GPT-2's byte-level alphabet: every byte as one printable character, so that a vocabulary of strings can hold any bytes
 * (Radford et al., 2019). Printable Latin-1 stands for itself; the other 68 bytes follow from U+0100 in order.
 */
function isPrintable(byte: number): boolean {
  return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

/** The character of each byte. */
export const BYTE_TO_CHAR: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isPrintable(byte) ? byte : next++));
})();

const CHAR_TO_BYTE: ReadonlyMap<string, number> = new Map(BYTE_TO_CHAR.map((char, byte) => [char, byte]));

const ENCODER = new TextEncoder();

/** The bytes that `piece` stands for; a character outside the alphabet gives its own UTF-8 bytes. */
export function bytesOfPiece(piece: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of piece) {
    const byte = CHAR_TO_BYTE.get(char);
    if (byte === undefined) bytes.push(...ENCODER.encode(char));
    else bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
