import type { Command } from 'commander';

/** Makes `--config FILE` fill in what the command line left open. */
export function addConfigFlag(command: Command): Command {
  return command
    .option(
      '--config <file>',
      'files and flags as JSON (schemas/config.schema.json); a flag given here wins, and the file may only make the gate stricter',
    )
    .option(
      '--trust-config',
      'let --config loosen the gate too, suppress findings and write outside the working directory',
    )
    .hook('preAction', async (_, acting) => {
      const path: unknown = acting.getOptionValue('config');
      if (typeof path !== 'string') return;
      // When it is asked for: its schema takes as long to load as all of a check.
      const { applyConfigFile } = await import('./config.ts');
      applyConfigFile(acting, path, acting.getOptionValue('trustConfig') === true);
    });
}
