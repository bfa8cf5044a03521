/** A pinned package from its registry, by the registry's own client. Nothing of it is run. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../subject.ts';
import type { Package } from './sources.ts';

const run = promisify(execFile);
/** Prints the strings of files in an archive. */
const STRINGS = join(ROOT, 'bench/templates/benign/strings.py');
const MOST_OUTPUT = 1 << 28;

/** Throws where it cannot be had, or is another file. */
async function download({ registry, name, version, sha256 }: Package, home: string): Promise<string> {
  const folder = mkdtempSync(join(home, 'package-'));
  if (registry === 'npm')
    await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, `${name}@${version}`]);
  else {
    const only = ['--no-deps', '--only-binary', ':all:', '--ignore-requires-python'];
    await run('python3', ['-m', 'pip', 'download', '-q', ...only, '-d', folder, `${name}==${version}`]);
  }
  const [file, ...more] = readdirSync(folder);
  if (file === undefined || more.length > 0) throw new Error(`expected one file, found ${String(more.length)} more`);
  const archive = join(folder, file);
  const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
  if (found !== sha256) throw new Error(`expected SHA-256 ${sha256}, found ${found}`);
  return archive;
}

/** The templates of a package that are listed, by SHA-256. Throws where it cannot be had. */
export async function templatesOf(source: Package, home: string): Promise<ReadonlyMap<string, string>> {
  const archive = await download(source, home);
  const args = [STRINGS, archive, ...Object.keys(source.templates)];
  const { stdout } = await run('python3', args, { maxBuffer: MOST_OUTPUT });
  const found = new Map<string, string>();
  for (const line of stdout.split('\n').filter((text) => text !== '')) {
    const { path, text } = JSON.parse(line) as { readonly path: string; readonly text: string };
    const digest = createHash('sha256').update(text).digest('hex');
    if (source.templates[path]?.includes(digest) === true) found.set(digest, text);
  }
  return found;
}
