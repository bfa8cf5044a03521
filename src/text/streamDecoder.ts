/**
 * Bytes to text as they come, never splitting a character: an incomplete UTF-8 sequence waits for the next token. What can
 * never become valid is U+FFFD, as the WHATWG Encoding Standard says.
 */
export class StreamDecoder {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  push(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true });
  }

  /** What was still waiting at the end. */
  end(): string {
    return this.#decoder.decode();
  }
}
