/** Choosing the next token from logits. Everything is in float64, and a seed makes it repeatable on every platform. */
import { UsageError } from '../core/errors.ts';
import type { Rng } from '../core/rng.ts';

export interface SamplingOptions {
  /** 0 is greedy: the greatest logit, lowest id among equals. */
  readonly temperature: number;
  /** Keeps the k most likely; 0 keeps all. */
  readonly topK: number;
  /** Keeps the fewest most likely whose probabilities reach p; 1 keeps all. */
  readonly topP: number;
}

export interface Candidate {
  readonly id: number;
  readonly logit: number;
}

/** Throws UsageError `usage/sampling` on an option out of range. */
export function checkSamplingOptions({ temperature, topK, topP }: SamplingOptions): void {
  const rules: readonly (readonly [boolean, string, number])[] = [
    [temperature >= 0 && Number.isFinite(temperature), 'temperature: expected a number of at least 0', temperature],
    [Number.isInteger(topK) && topK >= 0, 'top-k: expected a whole number of at least 0', topK],
    [topP > 0 && topP <= 1, 'top-p: expected a number over 0 and at most 1', topP],
  ];
  for (const [holds, expected, found] of rules) {
    if (!holds) throw new UsageError('usage/sampling', `${expected}, found ${String(found)}`);
  }
}

/** The id of the next token. `logits` (n_vocab) are finite and at least one. */
export function sample(logits: ArrayLike<number>, options: SamplingOptions, rng: Rng): number {
  if (options.temperature === 0) return argmax(logits);
  const kept = options.topK > 0 ? top(logits, options.topK) : top(logits, logits.length);
  const weights = probabilities(kept, options.temperature);
  const nucleus = nucleusSize(weights, options.topP);
  const total = weights.slice(0, nucleus).reduce((a, b) => a + b, 0);
  let left = rng.float64() * total;
  for (let i = 0; i < nucleus; i++) {
    left -= weights[i] as number;
    if (left < 0) return (kept[i] as Candidate).id;
  }
  return (kept[nucleus - 1] as Candidate).id;
}

export function argmax(logits: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < logits.length; i++) if ((logits[i] as number) > (logits[best] as number)) best = i;
  return best;
}

/** The `k` greatest logits, greatest first, lowest id among equals. O(n) for small k. */
export function top(logits: ArrayLike<number>, k: number): Candidate[] {
  const byRank = (a: Candidate, b: Candidate): number => b.logit - a.logit || a.id - b.id;
  if (k * 8 >= logits.length) {
    return Array.from(logits, (logit, id) => ({ id, logit }))
      .sort(byRank)
      .slice(0, k);
  }
  const kept: Candidate[] = [];
  for (let id = 0; id < logits.length; id++) {
    const logit = logits[id] as number;
    if (kept.length === k && logit <= (kept[k - 1] as Candidate).logit) continue;
    let at = kept.length;
    while (at > 0 && (kept[at - 1] as Candidate).logit < logit) at--;
    kept.splice(at, 0, { id, logit });
    if (kept.length > k) kept.pop();
  }
  return kept;
}

/** log Σ e^logit, in nats. */
export function logSumExp(logits: ArrayLike<number>): number {
  let max = -Infinity;
  for (let i = 0; i < logits.length; i++) max = Math.max(max, logits[i] as number);
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - max);
  return max + Math.log(sum);
}

/** Softmax of logits / temperature; candidates come greatest first, so the first exponent is 0. */
function probabilities(candidates: readonly Candidate[], temperature: number): number[] {
  const max = candidates[0]?.logit ?? 0;
  const weights = candidates.map(({ logit }) => Math.exp((logit - max) / temperature));
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
}

function nucleusSize(weights: readonly number[], topP: number): number {
  let sum = 0;
  const last = weights.findIndex((w) => {
    sum += w;
    return sum >= topP;
  });
  return last < 0 ? weights.length : last + 1;
}
