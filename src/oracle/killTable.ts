/**
 * How strong is the oracle? Every kernel has wrong versions; this runs all layers on each and says which layer killed it and
 * after how many cases, beside what two common tolerance tests make of the same outputs.
 */
import type { Verdict } from '../core/verdict.ts';
import { Rng } from '../core/rng.ts';
import type { Engine, OpCase } from '../engine/engine.ts';
import { LAYERS } from './layers/layers.ts';
import { isResult, referenceOutput, runCase, type LayerName } from './layers/layer.ts';
import { FAILING, trialOf } from './diffOps.ts';

export interface Mutant {
  readonly name: string;
  /** What is wrong with it. */
  readonly what: string;
  readonly engine: Engine;
  /** Only capabilities of these kinds and types carry the mistake. */
  readonly affects: readonly { readonly kind: string; readonly type?: string }[];
}

export interface Kill {
  readonly mutant: string;
  readonly what: string;
  /** The first layer that killed it and the number of cases it took; null for a survivor. */
  readonly by: { readonly layer: LayerName; readonly cases: number; readonly verdict: Verdict } | null;
  /** Every layer that kills it within the cases given. */
  readonly layers: readonly LayerName[];
  /** Would normalised mean squared error over 5e-4 have seen it, on the same generated cases? */
  readonly nmse: boolean;
  /** Would allclose with 1 % have? */
  readonly allclose: boolean;
}

/** Runs every mutant; `cases` of each layer for each affected capability. */
export async function* killTable(
  mutants: readonly Mutant[],
  reference: Engine,
  cases: number,
  seed: number,
): AsyncGenerator<Kill> {
  for (const mutant of mutants) yield await runMutant(mutant, reference, cases, seed);
}

async function runMutant(
  { name, what, engine, affects }: Mutant,
  reference: Engine,
  cases: number,
  seed: number,
): Promise<Kill> {
  const kills: { layer: LayerName; cases: number; verdict: Verdict }[] = [];
  const tolerance = { nmse: false, allclose: false };
  for (const { kind, type, contract } of engine.describe().ops) {
    if (!affects.some((a) => a.kind === kind && (a.type === undefined || a.type === type))) continue;
    const trial = trialOf(engine, reference, kind, contract);
    for (const layer of LAYERS) {
      const rng = new Rng(seed);
      for (let i = 1; i <= cases; i++) {
        const c = layer.make(trial, rng, type);
        if (layer.name === 'bound') await judgeByTolerance(engine, reference, c as OpCase, tolerance);
        const { verdict } = await layer.judge(trial, c);
        if (!FAILING.has(verdict) || verdict === 'WEAK' || verdict === 'UNSUPPORTED') continue;
        kills.push({ layer: layer.name, cases: i, verdict });
        break;
      }
    }
  }
  return { mutant: name, what, by: kills[0] ?? null, layers: [...new Set(kills.map((k) => k.layer))], ...tolerance };
}

async function judgeByTolerance(
  engine: Engine,
  reference: Engine,
  c: OpCase,
  seen: { nmse: boolean; allclose: boolean },
): Promise<void> {
  const outcome = await runCase(engine, c);
  if (!isResult(outcome)) {
    seen.nmse = true;
    seen.allclose = true;
    return;
  }
  const expected = await referenceOutput(reference, c);
  seen.nmse ||= !(nmse(outcome.output, expected) <= 5e-4);
  seen.allclose ||= !allclose(outcome.output, expected);
}

/** Σ (a − b)² / Σ b². */
export function nmse(a: ArrayLike<number>, b: Float64Array): number {
  let error = 0;
  let size = 0;
  b.forEach((y, i) => {
    error += ((a[i] ?? NaN) - y) ** 2;
    size += y * y;
  });
  return error === 0 ? 0 : error / size;
}

/** |a − b| ≤ 0.01·|b| + 0.01·max |b|, everywhere. */
export function allclose(a: ArrayLike<number>, b: Float64Array): boolean {
  const max = b.reduce((m, y) => Math.max(m, Math.abs(y)), 0);
  return b.every((y, i) => Math.abs((a[i] ?? NaN) - y) <= 0.01 * Math.abs(y) + 0.01 * max);
}
