import type { Hygiene } from '../engine/engine.ts';

/** Floats on each side of an output: as much as the widest store of any kernel here, several times over. */
const GUARD = 64;
/** A quiet NaN that no arithmetic produces: its payload is ours. */
const CANARY = 0x7fc0f1ea;

/** An output filled with canaries, between two guard zones of the same. */
export class GuardedOutput {
  readonly output: Float32Array;
  readonly #bits: Uint32Array;

  constructor(length: number) {
    this.#bits = new Uint32Array(length + 2 * GUARD).fill(CANARY);
    this.output = new Float32Array(this.#bits.buffer, GUARD * 4, length);
  }

  inspect(): Hygiene {
    const end = this.#bits.length - GUARD;
    const isCanary = (bits: number): boolean => bits === CANARY;
    const guards = [this.#bits.subarray(0, GUARD), this.#bits.subarray(end)];
    const inside = this.#bits.subarray(GUARD, end);
    let unwritten = 0;
    for (const bits of inside) if (bits === CANARY) unwritten++;
    return { guardsIntact: guards.every((zone) => zone.every(isCanary)), unwritten };
  }
}
