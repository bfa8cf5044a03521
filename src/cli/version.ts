import { readFileSync } from 'node:fs';

/** Of package.json, the one place where it is written. */
export function toolVersion(): string {
  const json = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return json.version;
}

export const TOOL_NAME = 'flea-flicker';
