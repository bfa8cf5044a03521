/** How RWKV's vocabularies write bytes. */
const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x74, 0x09],
  [0x6e, 0x0a],
  [0x72, 0x0d],
]);
const BACKSLASH = 0x5c;
const X = 0x78;

/** `\t`, `\n`, `\r`, `\xHH`; a backslash before anything else stands for what follows it. */
export function unescapeToken(text: Uint8Array): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at++) {
    if (text[at] !== BACKSLASH) {
      bytes.push(text[at] as number);
      continue;
    }
    const next = text[++at];
    if (next === undefined) break;
    if (next === X) {
      bytes.push(parseInt(String.fromCharCode(...text.subarray(at + 1, at + 3)), 16) || 0);
      at += 2;
    } else bytes.push(ESCAPES.get(next) ?? next);
  }
  return Uint8Array.from(bytes);
}
