/** Public chat templates from the cache of models: what the templates of a file are compared with. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { KnownTemplate } from '../text/template/nearest/nearest.ts';
import type { Host } from './host.ts';
import { modelCacheFolder } from './modelCache.ts';

const EXTENSION = '.jinja';
/** The source archive has 70, of 17 KB at most. */
const MOST_FILES = 1000;
const MOST_BYTES = 256 << 10;

/** By name; none where there is no cache. What cannot be read is not known. */
export function knownTemplateFiles(host: Pick<Host, 'env'>): readonly KnownTemplate[] {
  const folder = modelCacheFolder(host);
  return namesIn(folder).flatMap((name) => {
    const text = readOrNull(join(folder, name));
    return text === null ? [] : [{ name: name.slice(0, -EXTENSION.length), text }];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith(EXTENSION));
    return names.sort().slice(0, MOST_FILES);
  } catch {
    return [];
  }
}

function readOrNull(path: string): string | null {
  try {
    const stats = statSync(path);
    return stats.isFile() && stats.size <= MOST_BYTES ? readFileSync(path, 'utf8') : null;
  } catch {
    return null;
  }
}
