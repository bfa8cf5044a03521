import { openEngine, defaultEngine } from '../cli/engines.ts';
import { openModel as openFile, programOf, tokenizerOf, type OpenModel } from '../cli/openModel.ts';
import { tensorValues } from '../cli/tensorValues.ts';
import { UsageError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import type { Session } from '../engine/engine.ts';
import type { GgufFile } from '../gguf/types.ts';
import type { Program } from '../model/program.ts';
import { QUANT_FORMATS } from '../reference/quant/formats.ts';
import { FileWeights } from '../residency/fileWeights.ts';
import type { Tokenizer } from '../text/tokenizer.ts';

/** Which file is opened. */
export interface OpenModelOptions {
  /** The digest that the file must have, hexadecimal in lower case: every byte that is read later is one that was hashed. */
  readonly sha256?: string;
  /** Of a larger file nothing is read; in bytes. */
  readonly maxBytes?: number;
}

/** How a model is run. */
export interface SessionOptions {
  /** `reference`, `cpu`, `cpu-scalar`, …: the fastest that is built, by default. */
  readonly engine?: string;
  /** Positions that the cache holds. */
  readonly nCtx: number;
  readonly threads?: number;
}

/** A model file that is open. Whoever opened it closes it. */
export class Model {
  readonly #model: OpenModel;

  constructor(model: OpenModel) {
    this.#model = model;
  }

  /** Metadata, tensor table and where everything lies. */
  get file(): GgufFile {
    return this.#model.file;
  }

  /** What is odd about the container: `checkFile` runs every rule. */
  get findings(): readonly Finding[] {
    return this.#model.findings;
  }

  /** The ops of the model, in order. Throws RefusedModel with findings, EngineError `model/unsupported`. */
  program(): Program {
    return programOf(this.#model);
  }

  /** Throws as {@link program}. */
  tokenizer(): Tokenizer {
    return tokenizerOf(this.#model);
  }

  /** The exact values of a tensor, row by row. Throws UsageError `usage/tensor`, IoError. */
  tensor(name: string): Float64Array {
    const { source, file } = this.#model;
    const info = file.tensorsByName.get(name);
    const format = info && QUANT_FORMATS.get(info.type.name);
    if (!info || !format) throw new UsageError('usage/tensor', `expected a tensor of the file, found ${quoted(name)}`);
    return tensorValues(source, info, format);
  }

  /** Loads the weights into an engine. Throws as {@link program}, UsageError `usage/engine`, EngineError `engine/not-built`. */
  async load({ engine = defaultEngine(), nCtx, threads }: SessionOptions): Promise<Session> {
    const { file, source } = this.#model;
    const program = programOf(this.#model, { nCtx });
    const weights = new FileWeights(file, program, source);
    return openEngine(engine).load(program, weights, { nCtx, ...(threads !== undefined && { threads }) });
  }

  /** Throws IoError `io/changed` where the file has changed since it was opened: what was read of it is then nothing to rely on. */
  verifyUnchanged(): void {
    this.#model.source.verifyUnchanged();
  }

  close(): void {
    this.#model.source.close();
  }
}

/**
 * Opens a model file and parses its container. Throws IoError where it cannot be read, RefusedModel with findings where one is an error
 * or the file is not the one that was asked for.
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<Model> {
  return new Model(await openFile(path, options));
}
