/** Generation: steps of a session, a sampler and a stream of text. Knows sessions only by what it needs of them. */
import { Rng } from '../core/rng.ts';
import { penalised, sample, top, type Candidate, type RepetitionOptions, type SamplingOptions } from './sampling.ts';
import { StopStrings } from './stopStrings.ts';
import { StreamDecoder } from './streamDecoder.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Logits of the last of `tokens`, after everything stepped before. */
export type Stepper = (tokens: Int32Array) => Promise<ArrayLike<number>>;

export interface GenerateOptions extends SamplingOptions, RepetitionOptions {
  readonly seed: number;
  readonly maxTokens: number;
  /** Positions that the session holds. */
  readonly nCtx: number;
  /** Alternatives reported with each token; 0 for none. */
  readonly top: number;
  /** Texts that end a generation: what comes before is given, nothing of them is. None is empty. */
  readonly stop?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface GeneratedToken {
  readonly id: number;
  /** Text that became complete with this token. */
  readonly text: string;
  /** By their logits as the model gave them, before any penalty. */
  readonly top: readonly Candidate[];
}

export type StopReason = 'end-of-generation' | 'stop-string' | 'max-tokens' | 'context-full' | 'interrupted';

/**
 * Yields tokens as they are made and returns why it stopped. The token that ends a generation is yielded too, without text or with what
 * came before a stop string. `decode` null: token ids only. What was held back when it was interrupted (part of a character, what may begin
 * a stop string) is not given.
 */
export async function* generate(
  step: Stepper,
  prompt: Int32Array,
  decode: Tokenizer | null,
  options: GenerateOptions,
): AsyncGenerator<GeneratedToken, StopReason> {
  const rng = new Rng(options.seed);
  const text = new TextStream(decode, options.stop ?? []);
  const recent = [...prompt];
  let next = prompt;
  for (let made = 0; made < options.maxTokens; made++) {
    if (options.signal?.aborted) return 'interrupted';
    if (prompt.length + made > options.nCtx) return 'context-full';
    const logits = await step(next);
    const id = sample(penalisedLogits(logits, recent, options), options, rng);
    recent.push(id);
    const isLast = made === options.maxTokens - 1 || prompt.length + made + 1 > options.nCtx;
    const { shown, reason } = text.push(id, isLast);
    yield { id, text: shown, top: options.top > 0 ? top(logits, options.top) : [] };
    if (reason) return reason;
    next = Int32Array.of(id);
  }
  return 'max-tokens';
}

function penalisedLogits(
  logits: ArrayLike<number>,
  recent: readonly number[],
  { repeatPenalty = 1, repeatLastN = 0 }: RepetitionOptions,
): ArrayLike<number> {
  return penalised(logits, repeatLastN === 0 ? [] : recent.slice(-repeatLastN), repeatPenalty);
}

interface Pushed {
  readonly shown: string;
  /** Why no token may follow. */
  readonly reason: StopReason | null;
}

/** From tokens to the text that can be shown: whole characters, and nothing that may yet turn out to be a stop string. */
class TextStream {
  readonly #decode: Tokenizer | null;
  readonly #decoder = new StreamDecoder();
  readonly #stops: StopStrings;

  constructor(decode: Tokenizer | null, stops: readonly string[]) {
    this.#decode = decode;
    this.#stops = new StopStrings(stops);
  }

  push(id: number, isLast: boolean): Pushed {
    const ends = this.#decode?.vocabulary.endOfGeneration.has(id) ?? false;
    const came = this.#decode && !ends ? this.#decoder.push(this.#decode.bytesOf(id)) : '';
    const { text, stopped } = this.#stops.push(ends || isLast ? came + this.#decoder.end() : came);
    if (stopped) return { shown: text, reason: 'stop-string' };
    const shown = ends || isLast ? text + this.#stops.end() : text;
    return { shown, reason: ends ? 'end-of-generation' : null };
  }
}
