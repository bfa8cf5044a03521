import { EngineError } from '../core/errors.ts';
import type { Session, StepOptions, TraceSink, Usage } from '../engine/engine.ts';
import type { Program } from '../model/program.ts';
import type { NativeAddon, SessionHandle } from './addon.ts';
import { through, toEngineError } from './status.ts';

/** A session of a native engine. Its steps run off the main thread; while one does, everything else is refused (`step/busy`). */
export class NativeSession implements Session {
  readonly #addon: NativeAddon;
  readonly #handle: SessionHandle;
  readonly #nCtx: number;
  readonly #nVocab: number;
  readonly #usage: Usage;
  #past = 0;

  constructor(addon: NativeAddon, handle: SessionHandle, program: Program, nCtx: number) {
    this.#addon = addon;
    this.#handle = handle;
    this.#nCtx = nCtx;
    this.#nVocab = outputWidth(program);
    const { weightBytes, cacheBytes, scratchBytes } = through('load', () => addon.usage(handle));
    this.#usage = { weightBytes, cacheBytes, scratchBytes };
  }

  get past(): number {
    return this.#past;
  }

  async step(tokens: Int32Array, { logits }: StepOptions): Promise<Float32Array> {
    this.#checkRoom(tokens);
    const output = this.#allocate(logits === 'last' ? 1 : tokens.length);
    try {
      await this.#addon.step(this.#handle, tokens, logits === 'last', output);
    } catch (error) {
      throw toEngineError('step', error);
    }
    this.#past += tokens.length;
    return output;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- runs on this thread, for the sink; errors must reject
  async trace(tokens: Int32Array, sink: TraceSink): Promise<void> {
    this.#checkRoom(tokens);
    through('step', () => {
      this.#addon.trace(this.#handle, tokens, sink);
    });
    this.#past += tokens.length;
  }

  truncate(past: number): void {
    if (!Number.isInteger(past) || past < 0 || past > this.#past) {
      const expected = `a position from 0 to ${String(this.#past)}`;
      throw new EngineError('step/truncate', `truncate: expected ${expected}, found ${String(past)}`);
    }
    through('step', () => {
      this.#addon.truncate(this.#handle, past);
    });
    this.#past = past;
  }

  memory(): Usage {
    return this.#usage;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- errors must reject
  async close(): Promise<void> {
    through('step', () => {
      this.#addon.close(this.#handle);
    });
  }

  /** The engine checks this too; its one status for both does not say which. */
  #checkRoom(tokens: Int32Array): void {
    if (tokens.length === 0) throw new EngineError('step/empty', 'expected at least one token, found none');
    if (this.#past + tokens.length <= this.#nCtx) return;
    const room = `${String(this.#nCtx - this.#past)} of ${String(this.#nCtx)} positions are free`;
    throw new EngineError('step/context-full', `expected room for ${String(tokens.length)} tokens, found that ${room}`);
  }

  #allocate(rows: number): Float32Array {
    try {
      return new Float32Array(rows * this.#nVocab);
    } catch (cause) {
      const asked = `${String(rows)} rows of ${String(this.#nVocab)} logits`;
      throw new EngineError('engine/memory', `expected memory for ${asked}, found too little`, { cause });
    }
  }
}

function outputWidth(program: Program): number {
  const width = program.values.find(({ role }) => role === 'output')?.shape[1];
  if (typeof width === 'number') return width;
  throw new EngineError('load/program', 'expected an output of shape (tokens, width), found none');
}
