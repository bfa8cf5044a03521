/** Public chat templates out of packages, pinned by digest: what the proof must let through. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { templatesOf } from './benign/download.ts';
import { countOf, sourcesIn, type Sources } from './benign/sources.ts';
import { ROOT } from '../subject.ts';

const USAGE = `npm run templates:benign -- OUT

Downloads the packages of bench/templates/benign/sources.json by npm and pip, takes the chat templates out of them and writes each that is
listed to OUT/DIGEST.jinja: the same text is one. Prints how many there are, how many of each half by the first bit of their SHA-256, and how
many of the list could not be had. What only repositories hold is listed with its commit and path, and is not downloaded.

Exit 1: a package could not be had, or lacks a template that is listed. Exit 2: bad usage.
`;

/** Of the digest, in a file's name. */
const SHOWN = 16;

async function main([out, ...more]: readonly string[]): Promise<number> {
  if (out === undefined || out.startsWith('-') || more.length > 0) {
    process.stdout.write(USAGE);
    return out === '--help' ? 0 : 2;
  }
  const sources = sourcesIn(readFileSync(join(ROOT, 'bench/templates/benign/sources.json'), 'utf8'));
  const found = await download(sources);
  mkdirSync(out, { recursive: true });
  for (const [digest, text] of found) writeFileSync(join(out, `${digest.slice(0, SHOWN)}.jinja`), text);
  return report(sources, [...found.keys()]);
}

async function download({ packages }: Sources): Promise<ReadonlyMap<string, string>> {
  const home = mkdtempSync(join(tmpdir(), 'flea-benign-'));
  const found = new Map<string, string>();
  try {
    for (const source of packages) {
      const { name, version } = source;
      try {
        for (const [digest, text] of await templatesOf(source, home)) found.set(digest, text);
      } catch (error) {
        say(`not available: ${name} ${version}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    rmSync(home, { recursive: true });
  }
  return found;
}

function report({ packages, repositories }: Sources, found: readonly string[]): number {
  const [carried, held] = [packages, repositories].map((sources) =>
    sources.map(countOf).reduce((sum, count) => sum + count, 0),
  );
  const first = found.filter((digest) => /^[0-7]/.test(digest)).length;
  const missing = (carried ?? 0) - found.length;
  say(
    `${String(found.length)} distinct: ${String(first)} of the first half, ${String(found.length - first)} of the second`,
  );
  say(
    `not available: ${String(missing)} of ${String(carried)} in packages, ${String(held)} that only repositories hold`,
  );
  return missing === 0 ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await main(process.argv.slice(2));
