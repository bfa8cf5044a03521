/** Where `npm run models` puts what it fetches: models, vocabularies and public chat templates. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Host } from './host.ts';

/** `$FLEA_FLICKER_CACHE`, or a folder of the user. */
export function modelCacheFolder({ env }: Pick<Host, 'env'>): string {
  return join(env['FLEA_FLICKER_CACHE'] ?? join(homedir(), '.cache', 'flea-flicker'), 'models');
}
