/**
 * Writes the seeds of every target, byte-identical on every run:
 *
 *   node_modules/.bin/tsc -p fuzz/tsconfig.json && node build/fuzz-js/fuzz/js/makeSeeds.js
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkSeeds } from './checkSeeds.ts';
import { ggufSeeds } from './ggufSeeds.ts';
import { loadBoundarySeeds } from './loadBoundarySeeds.ts';

export type Seeds = ReadonlyMap<string, Uint8Array>;

/** By target, then by file name. */
export function allSeeds(): ReadonlyMap<string, Seeds> {
  return new Map([
    ['gguf-parse', ggufSeeds()],
    ['check-file', checkSeeds()],
    ['load-boundary', loadBoundarySeeds()],
  ]);
}

const SELF = fileURLToPath(import.meta.url);
if (process.argv[1] === SELF) {
  // From build/fuzz-js/fuzz/js to fuzz/seeds.
  const folder = process.argv[2] ?? join(dirname(SELF), '../../../../fuzz/seeds');
  for (const [target, seeds] of allSeeds()) {
    rmSync(join(folder, target), { recursive: true, force: true });
    mkdirSync(join(folder, target), { recursive: true });
    for (const [name, bytes] of seeds) writeFileSync(join(folder, target, name), bytes);
    process.stdout.write(`${String(seeds.size)} seeds for ${target}\n`);
  }
}
