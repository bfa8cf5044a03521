/** `--config FILE`: the flags of `check`, `gate` and `run` as data. Nothing in it is executed; a flag on the command line wins. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { FleaError, IoError } from '../core/errors.ts';
import { printable } from '../core/printable.ts';
import { configSchema, type Config } from './configSchema.ts';
import { looseSetting } from './configTrust.ts';

/** What of a configuration no flag says. */
export interface ConfigPolicy {
  readonly path: string;
  readonly trusted: boolean;
  readonly severities: NonNullable<Config['severities']>;
  readonly suppress: NonNullable<Config['suppress']>;
}

/** A configuration that is not one, `config/invalid`, or that loosens the gate, `config/untrusted`. The message names the key. */
class ConfigError extends FleaError {}

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

/** Fills in what the command line left open. Throws as {@link readConfig}, and where the file loosens the gate without trust. */
export function applyConfigFile(command: Command, path: string, trusted: boolean): void {
  const config = readConfig(path);
  const loose = trusted ? null : looseSetting(config);
  if (loose !== null)
    throw new ConfigError('config/untrusted', `${printable(path)}: ${loose}: give --trust-config to allow that`);
  applyConfig(command, config, path, trusted);
}

function applyConfig(command: Command, config: Config, path: string, trusted: boolean): void {
  const { $schema: _, schema: __, files, limits, suppress, severities, ...rest } = config;
  if (files && command.args.length === 0) command.processedArgs[0] = files;
  const limit = limits && Object.entries(limits).map(([name, value]) => `${name}=${String(value)}`);
  const takes = (name: string): boolean => command.options.some((option) => option.attributeName() === name);
  const refuse = (key: string): never => {
    throw new ConfigError('config/invalid', `${printable(path)}: ${key}: \`${command.name()}\` takes no such setting`);
  };
  if (suppress || severities) {
    if (!takes('suppress')) refuse(suppress ? 'suppress' : 'severities');
    const policy: ConfigPolicy = { path, trusted, severities: severities ?? {}, suppress: suppress ?? [] };
    command.setOptionValueWithSource('configPolicy', policy, 'config');
  }
  for (const [key, value] of Object.entries({ ...rest, limit })) {
    if (value === undefined) continue;
    const name = key.replace(/_(.)/g, (___, letter: string) => letter.toUpperCase());
    if (!takes(name)) refuse(key);
    if (command.getOptionValueSource(name) === 'cli') continue;
    command.setOptionValueWithSource(name, typeof value === 'number' ? String(value) : value, 'config');
  }
}
