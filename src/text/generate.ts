/** Generation: steps of a session, a sampler and a stream of text. Knows sessions only by what it needs of them. */
import { Rng } from '../core/rng.ts';
import { sample, top, type Candidate, type SamplingOptions } from './sampling.ts';
import { StreamDecoder } from './streamDecoder.ts';
import type { Tokenizer } from './tokenizer.ts';

/** Logits of the last of `tokens`, after everything stepped before. */
export type Stepper = (tokens: Int32Array) => Promise<ArrayLike<number>>;

export interface GenerateOptions extends SamplingOptions {
  readonly seed: number;
  readonly maxTokens: number;
  /** Positions that the session holds. */
  readonly nCtx: number;
  /** Alternatives reported with each token; 0 for none. */
  readonly top: number;
  readonly signal?: AbortSignal;
}

export interface GeneratedToken {
  readonly id: number;
  /** Text that became complete with this token. */
  readonly text: string;
  readonly top: readonly Candidate[];
}

export type StopReason = 'end-of-generation' | 'max-tokens' | 'context-full' | 'interrupted';

/**
 * Yields tokens as they are made and returns why it stopped. The token that ends a generation is yielded too, without text.
 * `decode` null: token ids only.
 */
export async function* generate(
  step: Stepper,
  prompt: Int32Array,
  decode: Tokenizer | null,
  options: GenerateOptions,
): AsyncGenerator<GeneratedToken, StopReason> {
  const rng = new Rng(options.seed);
  const decoder = new StreamDecoder();
  let next = prompt;
  for (let made = 0; made < options.maxTokens; made++) {
    if (options.signal?.aborted) return 'interrupted';
    if (prompt.length + made > options.nCtx) return 'context-full';
    const logits = await step(next);
    const id = sample(logits, options, rng);
    const ends = decode?.vocabulary.endOfGeneration.has(id) ?? false;
    const isLast = ends || made === options.maxTokens - 1;
    const text = decode && !ends ? decoder.push(decode.bytesOf(id)) : '';
    yield { id, text: isLast ? text + decoder.end() : text, top: options.top > 0 ? top(logits, options.top) : [] };
    if (ends) return 'end-of-generation';
    next = Int32Array.of(id);
  }
  return 'max-tokens';
}
