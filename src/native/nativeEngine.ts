import { z } from 'zod';
import { EngineError } from '../core/errors.ts';
import type { Capabilities, Engine, LoadOptions, OpCase, OpResult, Session, WeightSource } from '../engine/engine.ts';
import { encodeFfp1, weightOrder } from '../model/ffp1.ts';
import { OP_KINDS } from '../model/ops/kinds.ts';
import type { Program } from '../model/program.ts';
import { loadAddon, type LibraryHandle, type NativeAddon, type ReadWeight } from './addon.ts';
import { findNative, libraryFile, NATIVE_DIRECTORY, type NativeEngineName } from './findLibrary.ts';
import { GuardedOutput } from './guardedOutput.ts';
import { NativeSession } from './nativeSession.ts';
import { opProgram } from './opProgram.ts';
import { refuseBeyond } from './refuseBeyond.ts';
import { through } from './status.ts';

export interface NativeOptions {
  /** Where the addon and the libraries are, instead of `build/native`: a build with sanitizers. */
  readonly directory?: string;
}

const CAPABILITIES = z.strictObject({
  engine: z.string(),
  version: z.string(),
  device: z.string(),
  sessions: z.boolean(),
  ops: z.array(z.strictObject({ kind: z.enum(OP_KINDS), type: z.string(), contract: z.string(), kernel: z.string() })),
});

const NO_FLOATS = new Float32Array(0);

/**
 * Opens an engine library. Throws EngineError `engine/not-built` when the addon or the library is missing,
 * `engine/library` when one does not load or is of another version.
 */
export function openNativeEngine(name: NativeEngineName, options: NativeOptions = {}): NativeEngine {
  return openEngineLibrary(name, findNative(libraryFile(name), options.directory ?? NATIVE_DIRECTORY), options);
}

/** As {@link openNativeEngine}, for a library at `path`: a wrong version of a kernel, built to be caught. */
export function openEngineLibrary(name: string, path: string, options: NativeOptions = {}): NativeEngine {
  const addon = loadAddon(options.directory ?? NATIVE_DIRECTORY);
  return new NativeEngine(
    name,
    addon,
    through('library', () => addon.openLibrary(path)),
  );
}

/** An engine behind the C ABI of `native/include/ff/ff.h`. */
export class NativeEngine implements Engine {
  readonly name: string;
  readonly #addon: NativeAddon;
  readonly #library: LibraryHandle;
  readonly #capabilities: Capabilities;

  constructor(name: string, addon: NativeAddon, library: LibraryHandle) {
    this.name = name;
    this.#addon = addon;
    this.#library = library;
    this.#capabilities = parseCapabilities(addon.describe(library));
  }

  describe(): Capabilities {
    return this.#capabilities;
  }

  /** Throws EngineError `load/program` when the engine finds the binary form of a Program invalid. */
  checkProgram(ffp1: Uint8Array): void {
    through('load', () => {
      this.#addon.programCheck(this.#library, ffp1);
    });
  }

  /** Throws EngineError `load/unsupported` on an op that the engine lacks. */
  // eslint-disable-next-line @typescript-eslint/require-await -- weights are read on this thread; errors must reject
  async load(program: Program, weights: WeightSource, options: LoadOptions): Promise<Session> {
    if (this.#capabilities.sessions) refuseBeyond(this.#capabilities, program.ops, 'load/unsupported');
    checkSpecs(program, weights);
    const order = weightOrder(program);
    const read: ReadWeight = (weight, offset, into) => {
      weights.read(order[weight] ?? '', offset, into);
    };
    const { nCtx, threads = 0 } = options;
    const handle = through('load', () =>
      this.#addon.openSession(this.#library, encodeFfp1(program), nCtx, threads, read),
    );
    return new NativeSession(this.#addon, handle, program, nCtx);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an op runs on this thread; errors must reject
  async runOp(opCase: OpCase): Promise<OpResult> {
    refuseBeyond(this.#capabilities, [opCase], 'op/unsupported');
    const program = opProgram(opCase);
    const width = program.values.at(-1)?.shape[1] as number;
    const guarded = new GuardedOutput(outputLength(opCase.tokens, width));
    const kernel = through('op', () =>
      this.#addon.runOp(
        this.#library,
        encodeFfp1(program),
        opCase.tokens,
        opCase.past,
        opCase.kind === 'embed' ? [opCase.tokenIds ?? new Int32Array(0)] : opCase.inputs,
        opCase.weights.map(({ bytes }) => bytes),
        opCase.pastK ?? NO_FLOATS,
        opCase.pastV ?? NO_FLOATS,
        guarded.output,
      ),
    );
    return { output: guarded.output, kernel, hygiene: guarded.inspect() };
  }
}

/** 2^31 floats are 8 GiB: more than a typed array holds, and than any case needs. */
function outputLength(tokens: number, width: number): number {
  const length = tokens * width;
  if (Number.isSafeInteger(length) && length > 0 && length < 2 ** 31) return length;
  throw new EngineError('op/argument', `expected an output of 1 to 2^31 − 1 elements, found ${String(length)}`);
}

/** The source must hold what the Program was built from. */
function checkSpecs(program: Program, weights: WeightSource): void {
  for (const [tensor, { type, rows, cols, bytes }] of program.weights) {
    const found = weights.spec(tensor);
    if (found.type === type && found.rows === rows && found.cols === cols && found.bytes === bytes) continue;
    const [expected, actual] = [{ type, rows, cols, bytes }, found].map(
      (w) => `${w.type} (${String(w.rows)}, ${String(w.cols)}) of ${String(w.bytes)} bytes`,
    );
    throw new EngineError('load/weight-spec', `expected ${String(expected)}, found ${String(actual)}`, {
      path: tensor,
    });
  }
}

function parseCapabilities(json: string): Capabilities {
  try {
    return CAPABILITIES.parse(JSON.parse(json));
  } catch (cause) {
    throw new EngineError('engine/library', 'expected capabilities of the form that ff.h promises, found others', {
      cause,
    });
  }
}
