import type { Command } from 'commander';
import { addConfigFlag } from './configFlag.ts';
import { collect } from './options.ts';
import type { PolicyFlags } from './reportPolicy.ts';

/** What `check` is called with. */
export interface CheckFlags extends PolicyFlags {
  readonly profile: string;
  readonly limit: readonly string[];
  readonly failOn: string;
  readonly suppress: readonly string[];
  readonly sha256?: string;
  readonly maxModelSize?: string;
  /** False with --no-numbers. */
  readonly numbers: boolean;
  /** True with --smoke, false with --no-smoke. */
  readonly smoke?: boolean;
  readonly format: readonly string[];
  readonly json?: true;
}

/** The flags that `check` and `gate` share. */
export function addCheckFlags(command: Command): Command {
  return addConfigFlag(command)
    .option(
      '--profile <name>',
      'strict refuses what any mainstream reader disagrees on; compat loads what llama.cpp loads',
      'strict',
    )
    .option('--limit <name=value>', 'override a limit, such as n_kv=1000 (repeatable)', collect, [])
    .option(
      '--fail-on <severity>',
      'error, warning or note: what fails a file; partial: an error, or a part that could not be examined',
      'error',
    )
    .option(
      '--suppress <rule[@glob]>',
      'list findings of a rule apart, such as gguf/version-2 or gguf/*, in files that match; they do not count (repeatable)',
      collect,
      [],
    )
    .option(
      '--baseline <file>',
      'list findings apart that this file accepts for the same bytes; they do not count, and an expired entry fails',
    )
    .option('--sha256 <hex>', 'the digest that the one file must have')
    .option('--max-model-size <size>', 'refuse a larger file unread, such as 8GB')
    .option('--no-numbers', 'leave out the scan of tensor data for NaN, infinity and absurd scales')
    .option('--smoke', 'run a few tokens through the reference, whatever the size; by default for files up to 16 MiB')
    .option('--no-smoke', 'run no token')
    .option(
      '--format <name[=file]>',
      'text, json, sarif, junit or github, to stdout or to a file (repeatable)',
      collect,
      [],
    )
    .option('--json', 'the JSON document on stdout and nothing else');
}
