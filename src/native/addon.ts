/** The typed view of the addon, `native/addon`. Its C++ side checks every argument again. */
import { createRequire } from 'node:module';
import { EngineError } from '../core/errors.ts';
import { ADDON_FILE, findNative } from './findLibrary.ts';

declare const LIBRARY: unique symbol;
declare const SESSION: unique symbol;
declare const PASS: unique symbol;

/** An engine library, loaded for the life of the process. */
export interface LibraryHandle {
  readonly [LIBRARY]: true;
}

/** A session. The garbage collector closes one that nobody closed. */
export interface SessionHandle {
  readonly [SESSION]: true;
}

/** A read of a whole file, under way. */
export interface PassHandle {
  readonly [PASS]: true;
  /** Null where it was stopped, false where the file does not begin as `head` does. Rejected with `FF_E_READ`, `errno` (0 at the end of the file) and `offset`. */
  readonly done: Promise<NativePassResult | false | null>;
}

export interface NativePassResult {
  readonly sha256: Uint8Array;
  /** For each tensor with something to tell: its index among the extents, 1 where its rows repeat, then what `scanNumbers` gives. */
  readonly tallies: Float64Array;
  /** The bytes of the ranges that were to be kept, one after another. */
  readonly kept: Uint8Array;
}

/** Fills `into` with the bytes of weight number `weight` from `offset`. */
export type ReadWeight = (weight: number, offset: number, into: Uint8Array) => void;

interface NativeUsage {
  readonly past: number;
  readonly weightBytes: number;
  readonly cacheBytes: number;
  readonly scratchBytes: number;
}

/** Every function throws Error with a `code`: `FF_E_…` of ff.h, or one of `src/native/status.ts`. */
export interface NativeAddon {
  /** `path` is absolute. */
  openLibrary(path: string): LibraryHandle;
  /** Capabilities as JSON. */
  describe(library: LibraryHandle): string;
  programCheck(library: LibraryHandle, program: Uint8Array): void;
  /** Writes to `output`; returns the name of the kernel that ran. Runs no JavaScript, on the calling thread. */
  runOp(
    library: LibraryHandle,
    program: Uint8Array,
    tokens: number,
    past: number,
    inputs: readonly (Float32Array | Int32Array)[],
    weights: readonly Uint8Array[],
    pastK: Float32Array,
    pastV: Float32Array,
    output: Float32Array,
  ): string;
  /** What `read` throws is thrown. */
  openSession(
    library: LibraryHandle,
    program: Uint8Array,
    nCtx: number,
    threads: number,
    read: ReadWeight,
  ): SessionHandle;
  /** Off the main thread. Fills `logits`, (tokens or 1, n_vocab), before the promise is fulfilled. */
  step(session: SessionHandle, tokens: Int32Array, lastOnly: boolean, logits: Float32Array): Promise<void>;
  /** On this thread. What `sink` throws is thrown, and the step has not happened. */
  trace(session: SessionHandle, tokens: Int32Array, sink: (op: number, output: Float32Array) => void): void;
  truncate(session: SessionHandle, past: number): void;
  usage(session: SessionHandle): NativeUsage;
  /** Does nothing the second time. */
  close(session: SessionHandle): void;
  /**
   * What is in whole blocks: [bits of any magnitude, numbers other than zero, magnitude of the greatest absurd one of each of four fields
   * or 0, counts of NaN, infinite, absurd and subnormal numbers, the byte of the first of each or Infinity]. `layout` is [bytes in a
   * block, numbers in a block, then encoding, byte, normal and absurd of each field]: see ff/scan.h.
   */
  scanNumbers(layout: Uint32Array, bytes: Uint8Array, bigEndian: boolean): Float64Array;
  /**
   * Begins to read `size` bytes of an open file off the main thread, for its SHA-256 and its numbers; null where this Node lends no
   * OpenSSL. As far as there is room, it does not wait for `planPass`. The descriptor must stay open until `done` is settled.
   */
  startPass(descriptor: number, size: number): PassHandle | null;
  /**
   * Says, once, what to do. `layouts` stand one after another; `extents` are [offset, bytes, index of the layout, bytes of a row or
   * 0], in order and apart. `head` is taken for the file's first bytes; those that were read before are compared with it. `kept` are
   * [start, end) of the ranges whose bytes are wanted.
   */
  planPass(
    pass: PassHandle,
    layouts: Uint32Array,
    extents: Float64Array,
    bigEndian: boolean,
    head: Uint8Array,
    kept: Float64Array,
  ): void;
  /** Bytes read so far. */
  passPosition(pass: PassHandle): number;
  stopPass(pass: PassHandle): void;
}

const require = createRequire(import.meta.url);

/** Throws EngineError `engine/not-built` when it is missing, `engine/library` when it does not load. */
export function loadAddon(directory: string): NativeAddon {
  const path = findNative(ADDON_FILE, directory);
  try {
    return require(path) as NativeAddon;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new EngineError('engine/library', `expected the addon to load, found: ${reason}`, { path, cause });
  }
}
