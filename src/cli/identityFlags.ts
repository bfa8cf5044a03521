/** `--sha256` and `--max-model-size`: which file a command may read at all. */
import type { Command } from 'commander';
import { parseBytes } from '../core/units.ts';
import type { Host } from './host.ts';
import type { OpenOptions } from './openModel.ts';
import { digest } from './options.ts';

export interface IdentityFlags {
  readonly sha256?: string;
  readonly maxModelSize?: string;
}

export function addIdentityFlags(command: Command): Command {
  return command
    .option('--sha256 <hex>', 'refuse a file with another digest; what is read is what was hashed')
    .option('--max-model-size <size>', 'refuse a larger file unread, such as 8GB');
}

/** Throws UsageError where a flag is not what it should be. */
export function identityOptions({ sha256, maxModelSize }: IdentityFlags, host: Host): OpenOptions {
  return {
    ...(sha256 !== undefined && { sha256: digest('--sha256', sha256) }),
    ...(maxModelSize !== undefined && { maxBytes: parseBytes(maxModelSize) }),
    host,
  };
}
