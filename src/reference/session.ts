/** The interpreter: walks the Program's ops in order over float64 activations. */
import { setImmediate } from 'node:timers/promises';
import { EngineError } from '../core/errors.ts';
import type { Session, StepOptions, TraceSink, Usage } from '../engine/engine.ts';
import { nonFiniteError } from '../engine/nonFinite.ts';
import type { Op, OpKind, Program } from '../model/program.ts';
import type { Matrix } from './matrix.ts';
import type { KvCache, OpInputs, ReferenceOp } from './ops/context.ts';
import { REFERENCE_OPS } from './ops/ops.ts';
import type { ProductPool } from './product/productPool.ts';
import { multiplyHere, type Multiply } from './product/sliceProduct.ts';

/** What one step computes: which rows reach the output op, and who watches. */
interface StepPlan {
  readonly logits: StepOptions['logits'];
  readonly sink?: TraceSink;
}

/** What a session asks of a ProductPool. */
export type Workers = Pick<ProductPool, 'multiply' | 'scratchBytes' | 'close'>;

export interface SessionParts {
  /** By the names of the Program's weights. */
  readonly matrices: ReadonlyMap<string, Matrix>;
  /** Has these matrices. It ends with the session. */
  readonly pool: Workers | null;
  readonly nCtx: number;
}

export class ReferenceSession implements Session {
  readonly #program: Program;
  readonly #matrices: ReadonlyMap<string, Matrix>;
  /** Null: products are computed on this thread alone. */
  readonly #pool: Workers | null;
  readonly #multiply: Multiply;
  readonly #weightBytes: number;
  readonly #caches: readonly KvCache[];
  readonly #nCtx: number;
  /** For each op, the values that no later op reads. */
  readonly #lastUses: readonly (readonly number[])[];
  /** From this op on to the output, each row of a value is made of the same row of the one before. */
  readonly #tailStart: number;
  #past = 0;

  constructor(program: Program, { matrices, pool, nCtx }: SessionParts) {
    this.#program = program;
    this.#matrices = matrices;
    this.#pool = pool;
    this.#multiply = pool ? (product) => pool.multiply(product) : multiplyHere;
    this.#weightBytes = [...program.weights.values()].reduce((sum, w) => sum + w.bytes, 0);
    this.#nCtx = nCtx;
    this.#caches = program.caches.map(({ nHeadKv, headDim, valueDim = headDim }) => ({
      k: new Float64Array(nCtx * nHeadKv * headDim),
      v: new Float64Array(nCtx * nHeadKv * valueDim),
    }));
    this.#lastUses = lastUses(program);
    this.#tailStart = tailStart(program);
  }

  get past(): number {
    return this.#past;
  }

  async step(tokens: Int32Array, { logits }: StepOptions): Promise<Float64Array> {
    return this.#run(tokens, { logits });
  }

  async trace(tokens: Int32Array, sink: TraceSink): Promise<void> {
    await this.#run(tokens, { logits: 'all', sink });
  }

  truncate(past: number): void {
    if (!Number.isInteger(past) || past < 0 || past > this.#past) {
      const expected = `a position from 0 to ${String(this.#past)}`;
      throw new EngineError('step/truncate', `truncate: expected ${expected}, found ${String(past)}`);
    }
    this.#past = past;
  }

  memory(): Usage {
    const cacheBytes = this.#caches.reduce((sum, { k, v }) => sum + k.byteLength + v.byteLength, 0);
    return { weightBytes: this.#weightBytes, cacheBytes, scratchBytes: this.#pool?.scratchBytes ?? 0 };
  }

  async close(): Promise<void> {
    await this.#pool?.close();
  }

  async #run(tokens: Int32Array, plan: StepPlan): Promise<Float64Array> {
    this.#checkTokens(tokens);
    const values: (Float64Array | undefined)[] = [];
    let firstNonFinite: Op | undefined;
    let logits: Float64Array = new Float64Array(0);
    for (const op of this.#program.ops) {
      const output = this.#runOp(op, tokens, values, plan);
      firstNonFinite ??= output.every(Number.isFinite) ? undefined : op;
      plan.sink?.(op.index, output);
      values[op.output] = output;
      for (const id of this.#lastUses[op.index] ?? []) values[id] = undefined;
      if (this.#isOutput(op)) logits = output;
      // A step takes seconds: give timers and signals their turn between ops.
      await setImmediate();
    }
    if (firstNonFinite && !logits.every(Number.isFinite)) throw nonFiniteError(firstNonFinite);
    this.#past += tokens.length;
    return logits;
  }

  #runOp(op: Op, tokenIds: Int32Array, values: readonly (Float64Array | undefined)[], plan: StepPlan): Float64Array {
    const inputs = op.inputs.map((id) => values[id] ?? new Float64Array(0));
    const onlyLast = plan.logits === 'last' && op.index >= this.#tailStart;
    const lastRow = (x: Float64Array): Float64Array => x.subarray(x.length - x.length / tokenIds.length);
    const step: OpInputs = {
      tokens: onlyLast ? 1 : tokenIds.length,
      past: this.#past,
      tokenIds,
      inputs: onlyLast && op.index === this.#tailStart ? inputs.map(lastRow) : inputs,
      weights: op.weights.map(({ tensor }) => this.#matrices.get(tensor) as Matrix),
      caches: this.#caches,
      multiply: this.#multiply,
    };
    return (REFERENCE_OPS[op.kind] as ReferenceOp<unknown>)(op.attrs, step);
  }

  #isOutput(op: Op): boolean {
    return this.#program.values[op.output]?.role === 'output';
  }

  #checkTokens(tokens: Int32Array): void {
    if (tokens.length === 0) throw new EngineError('step/empty', 'expected at least one token, found none');
    if (this.#past + tokens.length > this.#nCtx) {
      const room = `${String(this.#nCtx - this.#past)} of ${String(this.#nCtx)} positions are free`;
      throw new EngineError(
        'step/context-full',
        `expected room for ${String(tokens.length)} tokens, found that ${room}`,
      );
    }
    const { nVocab } = this.#program.hparams;
    const bad = tokens.findIndex((id) => id < 0 || id >= nVocab);
    if (bad < 0) return;
    const found = `${String(tokens[bad])} at place ${String(bad)}`;
    throw new EngineError('step/token-range', `expected token ids from 0 to ${String(nVocab - 1)}, found ${found}`);
  }
}

const ROW_BY_ROW: ReadonlySet<OpKind> = new Set<OpKind>(['norm', 'linear', 'scale', 'softcap', 'clamp', 'activation']);

/** The first of the chain of row-by-row ops that ends in the output: where only the last logits are asked for, it runs on one row. */
function tailStart({ ops, values }: Program): number {
  let i = ops.findIndex((op) => values[op.output]?.role === 'output');
  if (i < 0) return ops.length;
  for (; i > 0; i--) {
    const before = ops[i - 1];
    if (!before || !ROW_BY_ROW.has(before.kind) || ops[i]?.inputs.join() !== String(before.output)) break;
  }
  return i;
}

/** For each op, the values that no later op reads. */
export function lastUses({ ops }: Program): readonly (readonly number[])[] {
  const last = new Map<number, number>();
  for (const op of ops) for (const id of op.inputs) last.set(id, op.index);
  const result = ops.map((): number[] => []);
  for (const [id, index] of last) result[index]?.push(id);
  return result;
}
