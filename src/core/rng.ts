/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, 2018) seeded through SplitMix32. The same seed gives the same
 * sequence on every platform and release: reproducers and golden tests depend on it.
 */
export class Rng {
  readonly #state = new Uint32Array(4);

  constructor(seed: number | bigint) {
    const wide = BigInt.asUintN(64, BigInt(seed));
    let x = Number(wide & 0xffffffffn) ^ Math.imul(Number(wide >> 32n), 0x9e3779b1);
    for (let i = 0; i < 4; i++) {
      x = (x + 0x9e3779b9) | 0;
      let z = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      this.#state[i] = z ^ (z >>> 15);
    }
  }

  /** Uniform in [0, 2^32). */
  uint32(): number {
    const s = this.#state as Uint32Array & { 0: number; 1: number; 2: number; 3: number };
    const times5 = Math.imul(s[1], 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1) with 53 bits. */
  float64(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** Uniform integer in [low, high], both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.float64() * (high - low + 1));
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.float64()));
    return radius * Math.cos(2 * Math.PI * this.float64());
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    const item = items[this.int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('Rng.pick: expected at least one item, found none');
    return item;
  }

  /** Fills `into` with uniform bytes. */
  bytes(into: Uint8Array): Uint8Array {
    for (let i = 0; i < into.length; i++) into[i] = this.uint32() >>> 24;
    return into;
  }

  /** A generator for a named part: adding draws to one part never moves another. */
  fork(salt: number): Rng {
    return new Rng((BigInt(this.uint32()) << 32n) | BigInt((this.uint32() ^ salt) >>> 0));
  }
}
