/** Medians of contenders that take turns, so that a change of load or of clock meets them all. */
import { Bench } from 'tinybench';

export interface Contender {
  readonly name: string;
  /** Declared `async` where it gives a promise: that is how tinybench knows to wait for it. */
  readonly run: () => unknown;
}

export interface Effort {
  /** Turns that each contender takes. */
  readonly rounds: number;
  /** Calls in a turn; a turn's figure is their median. */
  readonly iterations: number;
}

export interface Measured {
  readonly name: string;
  /** Median over rounds, in milliseconds a call. */
  readonly ms: number;
  /** Of each round, for ratios within a round. */
  readonly rounds: readonly number[];
}

/** Throws what a contender throws: a call that fails has no time. */
export async function takeTurns(contenders: readonly Contender[], effort: Effort): Promise<readonly Measured[]> {
  const rounds = contenders.map((): number[] => []);
  for (let round = 0; round < effort.rounds; round++) {
    // Half of the rounds in the other order: who comes second finds warmer caches.
    const order = contenders.map((contender, i) => ({ contender, i }));
    if (round % 2 === 1) order.reverse();
    for (const { contender, i } of order) rounds[i]?.push(await turn(contender, effort.iterations, round === 0));
  }
  return contenders.map(({ name }, i) => ({ name, ms: median(rounds[i] ?? []), rounds: rounds[i] ?? [] }));
}

async function turn({ name, run }: Contender, iterations: number, warmup: boolean): Promise<number> {
  const bench = new Bench({ iterations, time: 0, warmup, warmupIterations: 2, warmupTime: 0, throws: true });
  bench.add(name, run);
  await bench.run();
  const result = bench.tasks[0]?.result;
  if (result?.state !== 'completed')
    throw new Error(`${name}: expected a completed run, found ${result?.state ?? 'none'}`);
  return result.latency.p50;
}

/** Median over rounds of subject over peer. */
export function ratio(subject: Measured, peer: Measured): number {
  return median(subject.rounds.map((ms, i) => ms / (peer.rounds[i] as number)));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** Two contenders, subject first. Throws RangeError on any other number. */
export function pair(measured: readonly Measured[]): readonly [subject: Measured, peer: Measured] {
  const [subject, peer] = measured;
  if (!subject || !peer || measured.length !== 2) throw new RangeError('expected a subject and a peer');
  return [subject, peer];
}
