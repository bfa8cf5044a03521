/** A smaller and plainer input that still fails the same way. */

export interface MinimiseOptions {
  /** True when the candidate fails as the original does. */
  readonly stillFails: (candidate: Uint8Array) => Promise<boolean>;
  /** Candidates tried at most. */
  readonly maxAttempts: number;
  readonly signal?: AbortSignal | undefined;
}

/** Cuts chunks away, halves of the input first, then single bytes; then zeroes what is left in the same way. */
export async function minimise(bytes: Uint8Array, options: MinimiseOptions): Promise<Uint8Array> {
  const search = new Search(options);
  const cut = await search.pass(bytes, without);
  return search.pass(cut, zeroed);
}

type Change = (bytes: Uint8Array, start: number, length: number) => Uint8Array | null;

function without(bytes: Uint8Array, start: number, length: number): Uint8Array {
  return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(start + length)]);
}

/** Null where nothing would change. */
function zeroed(bytes: Uint8Array, start: number, length: number): Uint8Array | null {
  if (bytes.subarray(start, start + length).every((byte) => byte === 0)) return null;
  return bytes.slice().fill(0, start, start + length);
}

class Search {
  readonly #options: MinimiseOptions;
  #attempts = 0;

  constructor(options: MinimiseOptions) {
    this.#options = options;
  }

  /** Tries `change` on chunks of every size, from half of the input down to one byte. */
  async pass(bytes: Uint8Array, change: Change): Promise<Uint8Array> {
    let best = bytes;
    for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      best = await this.#sweep(best, size, change);
    }
    return best;
  }

  /** From the end, where cuts disturb no offsets before them. */
  async #sweep(bytes: Uint8Array, size: number, change: Change): Promise<Uint8Array> {
    let best = bytes;
    for (let start = best.length - size; start > -size; start -= size) {
      if (this.#attempts >= this.#options.maxAttempts || this.#options.signal?.aborted) break;
      const at = Math.max(0, start);
      const candidate = change(best, at, Math.min(size, start + size, best.length - at));
      if (candidate === null) continue;
      this.#attempts++;
      if (await this.#options.stillFails(candidate)) best = candidate;
    }
    return best;
  }
}
