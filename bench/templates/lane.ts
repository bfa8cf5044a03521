/** One template through the lane: a witness for it, and rewritings of it that the witness confirms. */
import { endlessRewritings, type RewrittenTemplate } from './rewrite/generate.ts';
import type { Subject } from './subjects.ts';
import type { Witness, WitnessProcess } from './witnessProcess.ts';

export interface LaneOptions {
  readonly count: number;
  readonly seed: number;
  /** Rewritings made for one template at most. */
  readonly tries: number;
}

export interface Outcome {
  readonly name: string;
  /** Why there is no witness, or the effect that it shows. */
  readonly effect: Witness['effect'] | null;
  readonly reason: string;
  readonly tried: number;
  readonly confirmed: readonly RewrittenTemplate[];
}

/** Rewrites until `count` are confirmed or the tries are used up. */
export async function judgeSubject(subject: Subject, process: WitnessProcess, options: LaneOptions): Promise<Outcome> {
  const { name, source } = subject;
  const none = { name, effect: null, tried: 0, confirmed: [] };
  const found = await process.find(source);
  if (!found.witness) return { ...none, reason: found.error ?? 'no conversation shows an effect' };
  const { effect } = found.witness;
  const made = madeOf(subject, options);
  if (typeof made === 'string') return { ...none, reason: made };
  const confirmed: RewrittenTemplate[] = [];
  let tried = 0;
  for (const one of made) {
    tried++;
    if (await process.holds(one.source, found.witness, one.substitution)) confirmed.push(one);
    if (confirmed.length >= options.count) break;
  }
  return { name, effect, reason: '', tried, confirmed };
}

/** The rewritings, or why there can be none. */
function madeOf({ source }: Subject, { seed, tries }: LaneOptions): Iterable<RewrittenTemplate> | string {
  try {
    return endlessRewritings(source, seed, tries);
  } catch (error) {
    return (error as Error).message;
  }
}

/** How often each rewriting is in a confirmed one, the most frequent first. */
export function usage(outcomes: readonly Outcome[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const { confirmed } of outcomes)
    for (const { used } of confirmed) for (const name of used) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
}

/** 1 where a template with a witness has too few. */
export function exitCode(outcomes: readonly Outcome[], count: number): number {
  const fallShort = outcomes.some(({ effect, confirmed }) => effect !== null && confirmed.length < count);
  return fallShort || outcomes.every(({ effect }) => effect === null) ? 1 : 0;
}
