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
  /** Keeps those at least that many times as likely as the most likely; 0, the default, keeps all. */
  readonly minP?: number;
}

/** What discourages saying the same again (Keskar et al., "CTRL", 2019, section 4.1). */
export interface RepetitionOptions {
  /** Divides the positive logits of tokens that were there and multiplies the others; 1, the default, leaves them as they are. */
  readonly repeatPenalty?: number;
  /** How many of the last tokens count, those of the prompt too; 0 for none. */
  readonly repeatLastN?: number;
}

export interface Candidate {
  readonly id: number;
  readonly logit: number;
}

/** Throws UsageError `usage/sampling` on an option out of range. */
export function checkSamplingOptions(options: SamplingOptions & RepetitionOptions): void {
  const { temperature, topK, topP, minP = 0, repeatPenalty = 1, repeatLastN = 0 } = options;
  const rules: readonly (readonly [boolean, string, number])[] = [
    [temperature >= 0 && Number.isFinite(temperature), 'temperature: expected a number of at least 0', temperature],
    [Number.isInteger(topK) && topK >= 0, 'top-k: expected a whole number of at least 0', topK],
    [topP > 0 && topP <= 1, 'top-p: expected a number over 0 and at most 1', topP],
    [minP >= 0 && minP <= 1, 'min-p: expected a number from 0 to 1', minP],
    [
      repeatPenalty > 0 && Number.isFinite(repeatPenalty),
      'repeat-penalty: expected a finite number over 0',
      repeatPenalty,
    ],
    [
      Number.isInteger(repeatLastN) && repeatLastN >= 0,
      'repeat-last-n: expected a whole number of at least 0',
      repeatLastN,
    ],
  ];
  for (const [holds, expected, found] of rules) {
    if (!holds) throw new UsageError('usage/sampling', `${expected}, found ${String(found)}`);
  }
}

/**
 * The logits with those of `recent` tokens penalised, each token once however often it was there; the same array where the penalty is 1.
 * A token without a logit is passed over.
 */
export function penalised(logits: ArrayLike<number>, recent: Iterable<number>, penalty: number): ArrayLike<number> {
  if (penalty === 1) return logits;
  const changed = Float64Array.from(logits);
  for (const id of new Set(recent)) {
    const logit = changed[id];
    if (logit !== undefined) changed[id] = logit > 0 ? logit / penalty : logit * penalty;
  }
  return changed;
}

/**
 * The id of the next token. `logits` (n_vocab) are finite and at least one. Top-k is first; top-p and min-p both look at the probabilities that
 * it left, at the temperature, and what either cuts is gone.
 */
export function sample(logits: ArrayLike<number>, options: SamplingOptions, rng: Rng): number {
  if (options.temperature === 0) return argmax(logits);
  const kept = options.topK > 0 ? top(logits, options.topK) : top(logits, logits.length);
  const weights = probabilities(kept, options.temperature);
  const n = Math.min(nucleusSize(weights, options.topP), likelySize(weights, options.minP ?? 0));
  const total = weights.slice(0, n).reduce((a, b) => a + b, 0);
  let left = rng.float64() * total;
  for (let i = 0; i < n; i++) {
    left -= weights[i] as number;
    if (left < 0) return (kept[i] as Candidate).id;
  }
  return (kept[n - 1] as Candidate).id;
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

/** How many of the weights, greatest first, are at least `minP` times the first. */
function likelySize(weights: readonly number[], minP: number): number {
  const least = minP * (weights[0] ?? 0);
  const end = weights.findIndex((w) => w < least);
  return end < 0 ? weights.length : end;
}
