/** SentencePiece's way of writing a space: U+2581, lower one eighth block. */
export const SPACE_MARK = Uint8Array.of(0xe2, 0x96, 0x81);

const SPACE = 0x20;

/** A copy with U+2581 for every space, behind another one if `prefix`. */
export function escapeSpaces(bytes: Uint8Array, prefix = false): Uint8Array {
  let spaces = prefix ? 1 : 0;
  for (const byte of bytes) if (byte === SPACE) spaces++;
  const escaped = new Uint8Array(bytes.length + 2 * spaces + (prefix ? 1 : 0));
  let at = 0;
  const mark = (): void => {
    escaped.set(SPACE_MARK, at);
    at += SPACE_MARK.length;
  };
  if (prefix) mark();
  for (const byte of bytes) {
    if (byte === SPACE) mark();
    else escaped[at++] = byte;
  }
  return escaped;
}

/** A copy with a space for every U+2581. */
export function unescapeSpaces(bytes: Uint8Array): Uint8Array {
  const plain = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    const isMark = SPACE_MARK.every((byte, i) => bytes[at + i] === byte);
    plain[length++] = isMark ? SPACE : (bytes[at] as number);
    if (isMark) at += SPACE_MARK.length - 1;
  }
  return plain.subarray(0, length);
}
