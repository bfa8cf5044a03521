/** `--config FILE`: the flags of `check`, `gate` and `run` as data. Nothing in it is executed; a flag on the command line wins. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { FleaError, IoError } from '../core/errors.ts';
import { printable } from '../core/printable.ts';

/** Paths are taken as the command line takes them: from the working directory. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  schema: z.literal('flea-flicker/config@1'),
  files: z.array(z.string()).optional(),
  profile: z.string().optional(),
  limits: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
  fail_on: z.string().optional(),
  suppress: z.array(z.string()).optional(),
  baseline: z.string().optional(),
  sha256: z.string().optional(),
  max_model_size: z.string().optional(),
  format: z.array(z.string()).optional(),
  cases: z.number().int().optional(),
  seed: z.number().int().optional(),
  repros: z.string().optional(),
  fuzz: z.string().optional(),
  fuzz_out: z.string().optional(),
  engine: z.string().optional(),
  n_tokens: z.number().int().optional(),
  temperature: z.number().optional(),
  top_k: z.number().int().optional(),
  top_p: z.number().optional(),
  min_p: z.number().optional(),
  repeat_penalty: z.number().optional(),
  repeat_last_n: z.number().int().optional(),
  stop: z.array(z.string()).optional(),
});

export type Config = z.infer<typeof configSchema>;

/** A configuration that is not one: `config/invalid`. The message names the key. */
export class ConfigError extends FleaError {}

/** Throws IoError `io/missing` and ConfigError. */
function readConfig(path: string): Config {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new IoError('io/missing', `--config: expected a readable file, found none at ${printable(path)}`, {
      path,
      cause,
    });
  }
  return parseConfig(text, path);
}

export function parseConfig(text: string, path: string): Config {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : '';
    throw new ConfigError('config/invalid', `${printable(path)}: expected JSON, found: ${printable(reason)}`, {
      cause,
    });
  }
  const result = configSchema.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  throw new ConfigError('config/invalid', `${printable(path)}: ${where}${printable(issue?.message ?? 'not a config')}`);
}

/** Fills in what the command line left open. Throws as {@link readConfig}. */
export function applyConfigFile(command: Command, path: string): void {
  applyConfig(command, readConfig(path), path);
}

function applyConfig(command: Command, { $schema: _, schema: __, files, limits, ...rest }: Config, path: string): void {
  if (files && command.args.length === 0) command.processedArgs[0] = files;
  const limit = limits && Object.entries(limits).map(([name, value]) => `${name}=${String(value)}`);
  for (const [key, value] of Object.entries({ ...rest, limit })) {
    if (value === undefined) continue;
    const name = key.replace(/_(.)/g, (___, letter: string) => letter.toUpperCase());
    if (!command.options.some((option) => option.attributeName() === name))
      throw new ConfigError(
        'config/invalid',
        `${printable(path)}: ${key}: \`${command.name()}\` takes no such setting`,
      );
    if (command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, typeof value === 'number' ? String(value) : value, 'config');
  }
}
