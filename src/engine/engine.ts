/**
 * The contract that every engine meets: the reference, the native CPU engine, the simulated and the real CUDA engine. The
 * oracle knows engines only through this file.
 */
import type { OpAttrs, OpKind, Program, WeightSpec } from '../model/program.ts';

/** Hides where weight bytes come from: memory, pread, verified chunks, a streaming schedule. Engines never open files. */
export interface WeightSource {
  /** Throws EngineError `weights/unknown-tensor` when there is none of that name. */
  spec(tensor: string): WeightSpec;
  /** Fills `into` with the tensor's bytes from `offset`, in file order (little-endian blocks). */
  read(tensor: string, offset: number, into: Uint8Array): void;
}

export interface LoadOptions {
  /** Positions that the cache holds. */
  readonly nCtx: number;
  readonly threads?: number;
}

export interface Usage {
  readonly weightBytes: number;
  readonly cacheBytes: number;
  readonly scratchBytes: number;
}

export interface StepOptions {
  /** Logits of every token of the step, or of the last one only. */
  readonly logits: 'all' | 'last';
}

/** (rows, n_vocab): rows is the number of tokens, or 1 for `last`. */
export type Logits = Float32Array | Float64Array;

/** Called with every op's output in order, (tokens, width) row-major. The data is only valid during the call. */
export type TraceSink = (opIndex: number, output: Float32Array | Float64Array) => void;

export interface Session {
  /** Number of positions in the cache. */
  readonly past: number;
  /**
   * Runs `tokens` after what the cache holds. Throws EngineError: `step/token-range`, `step/empty`, `step/context-full`,
   * `step/non-finite` (a logit that is NaN or infinite, with the op where it first appeared).
   */
  step(tokens: Int32Array, options: StepOptions): Promise<Logits>;
  /** As `step` with all logits; `sink` sees every op's output. */
  trace(tokens: Int32Array, sink: TraceSink): Promise<void>;
  /** Forgets positions from `past` on. */
  truncate(past: number): void;
  memory(): Usage;
  close(): Promise<void>;
}

export interface WeightData {
  readonly type: string;
  readonly rows: number;
  readonly cols: number;
  readonly bytes: Uint8Array;
}

/**
 * One op with explicit inputs: what generators make, engines run, minimisers shrink and reproducers store. Plain data.
 * Inputs are float32 (tokens, width) row-major, except `embed`, whose one input is int32 token ids in `tokenIds`.
 */
export interface OpCaseOf<K extends OpKind> {
  readonly kind: K;
  readonly attrs: OpAttrs[K];
  readonly tokens: number;
  /** Positions before this step. `attention` takes their keys and values from `pastK`, `pastV`. */
  readonly past: number;
  readonly tokenIds?: Int32Array;
  readonly inputs: readonly Float32Array[];
  /** (past, nHeadKv · headDim) each; only for `attention`. */
  readonly pastK?: Float32Array;
  readonly pastV?: Float32Array;
  readonly weights: readonly WeightData[];
  /** The seed that made it; printed in the line that replays it. */
  readonly seed: number;
}

export type OpCase = { [K in OpKind]: OpCaseOf<K> }[OpKind];

/** How the engine left the memory around its output: it was filled with canaries before the call. */
export interface Hygiene {
  /** The zones before and after the output still hold their pattern. */
  readonly guardsIntact: boolean;
  /** Output elements that nobody wrote: they still hold the canary. */
  readonly unwritten: number;
}

export interface OpResult {
  /** (tokens, width of the output) row-major. */
  readonly output: Float32Array | Float64Array;
  /** The kernel that really ran: `linear.q4_1.avx2`. A differential test asserts it. */
  readonly kernel: string;
  /** Absent where the engine's language makes such mistakes impossible. */
  readonly hygiene?: Hygiene;
}

/** One line of what an engine can do. */
export interface Capability {
  readonly kind: OpKind;
  /** Type of the first weight, `-` for an op without weights. */
  readonly type: string;
  /** Identifier of the numeric contract that the kernel claims: `linear/f32@1`. */
  readonly contract: string;
  readonly kernel: string;
}

export interface Capabilities {
  readonly engine: string;
  readonly version: string;
  /** Instruction set or device: `avx2`, `scalar`, `simt`, `float64`. */
  readonly device: string;
  readonly ops: readonly Capability[];
  /** False when only `runOp` works. */
  readonly sessions: boolean;
}

export interface Engine {
  readonly name: string;
  /** The only place where an engine says what it can do. */
  describe(): Capabilities;
  /** Checks everything once. Throws EngineError. */
  load(program: Program, weights: WeightSource, options: LoadOptions): Promise<Session>;
  /** Throws EngineError `op/unsupported` outside `describe()`, `op/argument` outside the op's domain. */
  runOp(opCase: OpCase): Promise<OpResult>;
}
