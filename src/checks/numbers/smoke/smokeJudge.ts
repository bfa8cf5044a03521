import type { Op, Program } from '../../../model/program.ts';
import { GREATEST_ACTIVATION, GREATEST_LOGIT, narrowInputs } from './smokeLimits.ts';

/** A number that is too large or none, and where. */
export interface Overflow {
  readonly op: Op;
  /** Place of the token in the step. */
  readonly token: number;
  readonly value: number;
  /** What cannot hold it, and what it can; absent where float32 cannot. */
  readonly narrow?: { readonly what: string; readonly greatest: number };
}

/** What one step showed. */
export interface SmokeResult {
  /** The first activation that float32 cannot go on with. */
  readonly overflow: Overflow | null;
  /** The first that a default of llama.cpp cannot hold. */
  readonly narrow: Overflow | null;
  /** Ops whose product with an input that is not zero is zero for every token. */
  readonly dead: readonly Op[];
  /** What the logits are where they say nothing: `one number`, `the same for every token`. */
  readonly sameLogits: string | null;
}

/** Looks at every op of a step as it is run. */
export class SmokeJudge {
  readonly #program: Program;
  readonly #tokens: number;
  #overflow: Overflow | null = null;
  #narrow: Overflow | null = null;
  readonly #dead: Op[] = [];
  #sameLogits: string | null = null;

  constructor(program: Program, tokens: number) {
    this.#program = program;
    this.#tokens = tokens;
  }

  /** A `Visit`: false once there is nothing more to learn. */
  readonly visit = (op: Op, inputs: readonly Float64Array[], output: Float64Array): boolean => {
    this.#narrow ??= this.#narrowAt(op, inputs);
    this.#overflow = this.#beyond(op, output, this.#isLogits(output) ? GREATEST_LOGIT : GREATEST_ACTIVATION);
    if (this.#overflow) return false;
    if (isDead(op, inputs, output)) this.#dead.push(op);
    if (this.#program.values[op.output]?.role === 'output') this.#sameLogits = sameness(output, this.#tokens);
    return true;
  };

  result(): SmokeResult {
    return { overflow: this.#overflow, narrow: this.#narrow, dead: this.#dead, sameLogits: this.#sameLogits };
  }

  #narrowAt(op: Op, inputs: readonly Float64Array[]): Overflow | null {
    const tensor = op.weights[0]?.tensor;
    const narrow = narrowInputs(op, tensor === undefined ? undefined : this.#program.weights.get(tensor)?.type);
    if (!narrow) return null;
    for (const [i, greatest] of narrow.greatest.entries()) {
      const beyond = this.#beyond(op, inputs[i] ?? new Float64Array(0), greatest);
      if (beyond) return { ...beyond, narrow: { what: narrow.what, greatest } };
    }
    return null;
  }

  /** The first number of `values`, (tokens, width), that is not within ± `greatest`. */
  #beyond(op: Op, values: Float64Array, greatest: number): Overflow | null {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      // Written so that NaN is beyond.
      if (Math.abs(value) <= greatest) continue;
      return { op, token: Math.floor((i * this.#tokens) / values.length), value };
    }
    return null;
  }

  #isLogits(output: Float64Array): boolean {
    return output.length === this.#tokens * this.#program.hparams.nVocab;
  }
}

function isDead({ kind, weights }: Op, [input]: readonly Float64Array[], output: Float64Array): boolean {
  // A bias would show through a weight of zeros.
  if (kind !== 'linear' || weights.length !== 1) return false;
  return isZero(output) && input !== undefined && !isZero(input);
}

function isZero(values: Float64Array): boolean {
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) return false;
  return true;
}

/** Logits closer than this, of their own size, are the same. */
const CLOSE = 1e-9;

function sameness(logits: Float64Array, tokens: number): string | null {
  const width = logits.length / tokens;
  if (width < 2) return null;
  let [within, across, size] = [0, 0, 0];
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] as number;
    size = Math.max(size, Math.abs(value));
    within = Math.max(within, Math.abs(value - (logits[i - (i % width)] as number)));
    across = Math.max(across, Math.abs(value - (logits[i % width] as number)));
  }
  if (within <= CLOSE * size) return 'one number';
  return tokens > 1 && across <= CLOSE * size ? 'the same for every token' : null;
}
