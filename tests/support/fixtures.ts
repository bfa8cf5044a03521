import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A gzipped JSON file under tests/fixtures. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what its fixture holds
export function readFixture<T>(name: string): T {
  const path = new URL(`../fixtures/${name}.gz`, import.meta.url);
  return JSON.parse(gunzipSync(readFileSync(path)).toString('utf8')) as T;
}
