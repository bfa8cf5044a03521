import { MAX_SEED } from '../campaign/campaign.ts';
import { UsageError } from '../core/errors.ts';
import { whole } from './options.ts';

/** `--seed` of a campaign. Throws UsageError. */
export function campaignSeed(text: string): number {
  const seed = whole('--seed', text, 1);
  if (seed <= MAX_SEED) return seed;
  throw new UsageError('usage/number', `--seed: expected at most ${String(MAX_SEED)}, found ${text}`);
}
