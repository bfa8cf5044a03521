/** Where a campaign finds its parts: a checkout of the repository, and folders of its build. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/packageRoot.ts';
import { CampaignError } from './errors.ts';

export const ROOT = PACKAGE_ROOT;

export const JS_BUILD = join(ROOT, 'build/fuzz-js');
export const NATIVE_BUILD = join(ROOT, 'build/fuzz-native');
export const ADDON_BUILD = join(ROOT, 'build/jazzer');
export const JAZZER_WRAPPER = join(ROOT, 'scripts/jazzer.mjs');
export const JS_REPLAY = join(JS_BUILD, 'fuzz/js/replay.js');

/** Targets are built from sources that the published package leaves out. */
export function requireSources(): void {
  if (existsSync(join(ROOT, 'fuzz/tsconfig.json'))) return;
  throw new CampaignError(
    'fuzz/no-sources',
    'fuzz: expected the fuzz targets in fuzz/, found none: run it in a checkout of the repository',
  );
}
