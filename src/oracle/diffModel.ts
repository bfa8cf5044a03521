/**
 * Bisecting a model: both engines over the same Program. Each op is run once with the reference's inputs (its local error,
 * which must stay within the contract's bound), and the engine's own run tells how error accumulates.
 */
import { EngineError } from '../core/errors.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Capability, Engine, OpCase, WeightData, WeightSource } from '../engine/engine.ts';
import type { Op, Program } from '../model/program.ts';
import { bound } from './layers/bound.ts';
import type { Judgement } from './layers/layer.ts';
import { FAILING, trialOf, type Failure } from './diffOps.ts';

export interface OpComparison {
  readonly op: Op;
  readonly kernel: string;
  /**
   * Of the op with the reference's inputs. WEAK is told and fails nothing here: real activations can make every bound wide, which
   * proves nothing of the kernel and is no generator's fault.
   */
  readonly local: Verdict;
  /** Greatest error over bound. */
  readonly worst: number;
  /** Greatest |engine − reference| of the engine's own run, over the greatest |reference|. Null where the engine runs no sessions. */
  readonly accumulated: number | null;
  readonly failure: Failure | null;
}

export interface DiffModelOptions {
  readonly tokens: Int32Array;
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

type Trace = ReadonlyMap<number, Float64Array>;

/** Yields each op of the Program as it has been compared, in order. */
export async function* diffModel(
  program: Program,
  weights: WeightSource,
  engine: Engine,
  reference: Engine,
  options: DiffModelOptions,
): AsyncGenerator<OpComparison> {
  const expected = await traceOf(reference, program, weights, options);
  const own = engine.describe().sessions ? await traceOf(engine, program, weights, options) : null;
  for (const op of program.ops) {
    if (options.signal?.aborted) return;
    const capability = capabilityFor(engine, program, op);
    const opCase = caseOf(op, program, weights, expected, options.tokens);
    const judgement = await judge(engine, reference, capability, opCase);
    const failed = FAILING.has(judgement.verdict) && judgement.verdict !== 'WEAK';
    yield {
      op,
      kernel: judgement.kernel ?? capability.kernel,
      local: judgement.verdict,
      worst: judgement.worst ?? 0,
      accumulated: own && relativeDifference(own.get(op.index), expected.get(op.index)),
      failure: failed ? { layer: 'bound', case: opCase, judgement, contract: capability.contract } : null,
    };
  }
}

async function traceOf(
  engine: Engine,
  program: Program,
  weights: WeightSource,
  { tokens, threads }: DiffModelOptions,
): Promise<Trace> {
  const session = await engine.load(program, weights, {
    nCtx: tokens.length,
    ...(threads !== undefined && { threads }),
  });
  const outputs = new Map<number, Float64Array>();
  await session.trace(tokens, (index, output) => {
    outputs.set(index, Float64Array.from(output));
  });
  await session.close();
  return outputs;
}

async function judge(engine: Engine, reference: Engine, { contract }: Capability, c: OpCase): Promise<Judgement> {
  const trial = trialOf(engine, reference, c.kind, contract);
  return bound.judge(trial, c);
}

/** Throws EngineError `op/unsupported` when the engine's description has no such op and type. */
function capabilityFor(engine: Engine, program: Program, op: Op): Capability {
  const first = op.weights[0];
  const type = first ? (program.weights.get(first.tensor)?.type ?? '-') : '-';
  const capability = engine.describe().ops.find((c) => c.kind === op.kind && (c.type === type || c.type === '-'));
  if (capability) return capability;
  throw new EngineError(
    'op/unsupported',
    `${engine.name}: unsupported: op ${op.kind} with a weight of type ${type} (${op.name})`,
  );
}

/** The op with the reference's activations, rounded to f32 as every engine takes them. */
function caseOf(op: Op, program: Program, weights: WeightSource, trace: Trace, tokens: Int32Array): OpCase {
  const producers = new Map(program.ops.map((o) => [o.output, o.index]));
  const isEmbed = op.kind === 'embed';
  const inputs = isEmbed ? [] : op.inputs.map((id) => Float32Array.from(trace.get(producers.get(id) ?? -1) ?? []));
  return {
    kind: op.kind,
    attrs: op.kind === 'attention' ? { ...op.attrs, cache: 0 } : op.attrs,
    tokens: tokens.length,
    past: 0,
    inputs,
    weights: op.weights.map(({ tensor }) => weightData(weights, tensor)),
    seed: 0,
    ...(isEmbed && { tokenIds: tokens }),
    ...(op.kind === 'attention' && { pastK: new Float32Array(0), pastV: new Float32Array(0) }),
  } as unknown as OpCase;
}

function weightData(weights: WeightSource, tensor: string): WeightData {
  const { type, rows, cols, bytes } = weights.spec(tensor);
  const data = new Uint8Array(bytes);
  weights.read(tensor, 0, data);
  return { type, rows, cols, bytes: data };
}

function relativeDifference(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (!a || !b || a.length !== b.length) return NaN;
  let difference = 0;
  let size = 0;
  for (let i = 0; i < a.length; i++) {
    difference = Math.max(difference, Math.abs((a[i] as number) - (b[i] as number)));
    size = Math.max(size, Math.abs(b[i] as number));
  }
  return size === 0 ? difference : difference / size;
}
