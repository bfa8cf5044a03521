import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../core/packageRoot.ts';

/** Of package.json, the one place where it is written. */
export function toolVersion(): string {
  const json = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { version: string };
  return json.version;
}

export const TOOL_NAME = 'flea-flicker';
