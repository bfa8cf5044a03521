import type { Command } from 'commander';
import { collect } from './options.ts';

/** The flags that `check` and `gate` share. */
export function addCheckFlags(command: Command): Command {
  return command
    .option(
      '--profile <name>',
      'strict refuses what any mainstream reader disagrees on; compat loads what llama.cpp loads',
      'strict',
    )
    .option('--limit <name=value>', 'override a limit, such as n_kv=1000 (repeatable)', collect, [])
    .option('--fail-on <severity>', 'error, warning or note: what fails a file', 'error')
    .option('--suppress <rule>', 'drop findings of a rule (repeatable)', collect, [])
    .option('--sha256 <hex>', 'the digest that the file must have')
    .option('--max-model-size <size>', 'refuse a larger file unread, such as 8GB')
    .option('--format <name[=file]>', 'text, json, sarif or junit, to stdout or to a file (repeatable)', collect, [])
    .option('--json', 'the JSON document on stdout and nothing else');
}
