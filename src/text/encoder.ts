/** Turns text between special tokens into ids. One for each kind of vocabulary. */
export interface Encoder {
  /** Appends the ids of `fragment`, which is UTF-8 and not empty. `afterSpecial`: at the start, and behind a special token. */
  encode(fragment: Uint8Array, afterSpecial: boolean, ids: number[]): void;
}
