/** How tokens are chosen and where a generation ends: the flags of `run`, and their values checked. */
import type { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import type { GenerateOptions } from '../text/generate.ts';
import { checkSamplingOptions } from '../text/sampling.ts';
import { collect, decimal, whole } from './options.ts';

export interface GenerationFlags {
  readonly nTokens: string;
  readonly temperature: string;
  readonly topK: string;
  readonly topP: string;
  readonly minP: string;
  readonly repeatPenalty: string;
  readonly repeatLastN: string;
  readonly stop: readonly string[];
  readonly seed: string;
  readonly top: string;
}

export function addGenerationFlags(command: Command): Command {
  return command
    .option('-n, --n-tokens <count>', 'tokens to generate at most', '128')
    .option('--temperature <t>', '0 takes the most likely token', '0.8')
    .option('--top-k <k>', 'sample from the k most likely; 0 for all', '40')
    .option('--top-p <p>', 'sample from the most likely that reach p', '0.95')
    .option('--min-p <p>', 'sample from those at least p times as likely as the most likely; 0 for all', '0')
    .option('--repeat-penalty <r>', 'divide the logits of recent tokens by r, multiply negative ones; 1 for none', '1')
    .option('--repeat-last-n <n>', 'tokens that count as recent, those of the prompt too', '64')
    .option('--stop <text>', 'end before this text; repeatable', collect, [])
    .option('--seed <n>', 'the same seed gives the same tokens', '0')
    .option('--top <k>', 'report the k best candidates of each token, with --json', '0');
}

export type ChosenOptions = Omit<Required<GenerateOptions>, 'nCtx' | 'signal'>;

/** Throws UsageError `usage/number`, `usage/sampling` or `usage/stop`. */
export function generationOptions(flags: GenerationFlags): ChosenOptions {
  if (flags.stop.includes('')) throw new UsageError('usage/stop', '--stop: expected a text, found an empty one');
  const options = {
    maxTokens: whole('-n', flags.nTokens, 1),
    temperature: decimal('--temperature', flags.temperature),
    topK: whole('--top-k', flags.topK),
    topP: decimal('--top-p', flags.topP),
    minP: decimal('--min-p', flags.minP),
    repeatPenalty: decimal('--repeat-penalty', flags.repeatPenalty),
    repeatLastN: whole('--repeat-last-n', flags.repeatLastN),
    stop: flags.stop,
    seed: whole('--seed', flags.seed),
    top: whole('--top', flags.top),
  };
  checkSamplingOptions(options);
  return options;
}

/** What chose the tokens, for `run --json`: with the same build and prompt it gives the same again. */
export function samplingDocument(options: ChosenOptions): object {
  const { temperature, topK, topP, minP, repeatPenalty, repeatLastN, stop, seed } = options;
  return {
    temperature,
    top_k: topK,
    top_p: topP,
    min_p: minP,
    repeat_penalty: repeatPenalty,
    repeat_last_n: repeatLastN,
    stop,
    seed,
  };
}
