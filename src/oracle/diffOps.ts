/** One engine against the reference, op by op: every layer on every op and type that the engine says it can do. */
import { EngineError } from '../core/errors.ts';
import { Rng } from '../core/rng.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Capability, Engine, OpCase } from '../engine/engine.ts';
import type { OpKind } from '../model/program.ts';
import { CONTRACTS } from './contracts/contracts.ts';
import { LAYERS } from './layers/layers.ts';
import type { Judgement, Layer, LayerName, Trial } from './layers/layer.ts';
import { minimise } from './minimise.ts';
import { OP_ORACLES } from './ops/ops.ts';

export interface DiffOptions {
  readonly seed: number;
  /** Cases of each layer for each op and type. */
  readonly cases: number;
  /** Only these op kinds; all when absent. */
  readonly only?: readonly string[];
  /** Stops between cases; what was found so far is returned. */
  readonly signal?: AbortSignal;
}

/** A case that did not pass, minimised. */
export interface Failure {
  readonly layer: LayerName;
  readonly case: OpCase;
  readonly judgement: Judgement;
  readonly contract: string;
}

/** One cell of the verdict table. */
export interface Cell {
  readonly engine: string;
  readonly layer: LayerName;
  readonly op: OpKind;
  readonly type: string;
  readonly contract: string;
  /** The kernel that really ran: the one that the engine's description names, or the cell has failed. */
  readonly kernel: string;
  /** Cases that really ran. */
  readonly cases: number;
  readonly verdicts: ReadonlyMap<Verdict, number>;
  /** Greatest error over bound. */
  readonly worst: number;
  readonly failures: readonly Failure[];
}

/** Verdicts that fail a run. A WEAK case means that the generator must be sharpened: it proves nothing. */
export const FAILING: ReadonlySet<Verdict> = new Set(['FAIL', 'CRASH', 'RACE', 'OOB', 'WEAK', 'UNSUPPORTED']);

/** Yields each cell as it is done. Throws EngineError `oracle/contract` when a kernel claims a contract nobody wrote. */
export async function* diffOps(engine: Engine, reference: Engine, options: DiffOptions): AsyncGenerator<Cell> {
  for (const capability of engine.describe().ops) {
    if (options.only && !options.only.includes(capability.kind)) continue;
    for (const layer of LAYERS) {
      if (options.signal?.aborted) return;
      yield await runCell(engine, reference, capability, layer, options);
    }
  }
}

/** True when the cell ran something and nothing in it fails a run. */
export function cellPassed({ cases, verdicts }: Cell): boolean {
  return cases > 0 && [...verdicts.keys()].every((verdict) => !FAILING.has(verdict));
}

async function runCell(
  engine: Engine,
  reference: Engine,
  { kind, type, contract: contractId, kernel }: Capability,
  layer: Layer,
  options: DiffOptions,
): Promise<Cell> {
  const trial = trialOf(engine, reference, kind, contractId);
  // Each cell has a sequence of its own: leaving one out never changes another.
  const rng = new Rng(options.seed).fork(hash(`${layer.name}/${kind}/${type}`));
  const verdicts = new Map<Verdict, number>();
  const failures: Failure[] = [];
  let cases = 0;
  let worst = 0;
  for (; cases < options.cases && !options.signal?.aborted; cases++) {
    const [c, judged] = await draw(layer, trial, rng, type);
    const judgement = checkKernel(judged, kernel);
    verdicts.set(judgement.verdict, (verdicts.get(judgement.verdict) ?? 0) + 1);
    worst = Math.max(worst, judgement.worst ?? 0);
    if (FAILING.has(judgement.verdict) && failures.length === 0) {
      const small = await minimise(layer, trial, c, judgement);
      failures.push({
        layer: layer.name,
        case: small.case as OpCase,
        judgement: small.judgement,
        contract: contractId,
      });
    }
  }
  return {
    engine: engine.name,
    layer: layer.name,
    op: kind,
    type,
    contract: contractId,
    kernel,
    cases,
    verdicts,
    worst,
    failures,
  };
}

/** Now and then a case proves nothing: one input, and a scale of zero where it is. A generator that makes only such ones is dull. */
const MAX_DRAWS = 4;

/** A case that proves something, or the last that was drawn, which is WEAK. */
async function draw(layer: Layer, trial: Trial, rng: Rng, type: string): Promise<readonly [OpCase, Judgement]> {
  for (let draws = 1; ; draws++) {
    const c = layer.make(trial, rng, type) as OpCase;
    const judgement = await layer.judge(trial, c);
    if (judgement.verdict !== 'WEAK' || draws === MAX_DRAWS) return [c, judgement];
  }
}

/** The trial of `kind` under a contract. Throws EngineError `oracle/contract`. */
export function trialOf<K extends OpKind>(engine: Engine, reference: Engine, kind: K, contractId: string): Trial<K> {
  const contract = CONTRACTS.get(contractId);
  if (!contract || contract.op !== kind) {
    throw new EngineError(
      'oracle/contract',
      `${engine.name}: expected a written contract for ${kind}, found "${contractId}"`,
    );
  }
  const oracle = OP_ORACLES[kind];
  if (oracle) return { engine, reference, contract, oracle };
  throw new EngineError('oracle/contract', `${engine.name}: expected an oracle for ${kind}, which is reference only`);
}

/** A test that ran another kernel than it names has tested nothing. */
function checkKernel(judgement: Judgement, expected: string): Judgement {
  if (judgement.kernel === undefined || judgement.kernel === expected) return judgement;
  return { verdict: 'FAIL', message: `expected kernel ${expected} to run, found that ${judgement.kernel} did` };
}

function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const char of text) h = Math.imul(h ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return h >>> 0;
}
