/** What it costs to judge flat templates of each kind, each size in a process of its own, as a table. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FLAT_TREES } from '../../tests/support/flatTrees.ts';
import { ROOT } from '../subject.ts';

const USAGE = `npm run templates:cost -- [NODES…]

Prints, for each flat kind of template, its characters, the seconds of the processor and the MiB above what the process takes
without a template, for all that check does with it but the digest and the trial. 25,000 and 250,000 nodes by default.
`;

const CHILD = join(ROOT, 'tests/support/templateCostChild.mjs');
const MODULES = join(ROOT, 'dist');
const MIB = 2 ** 20;

interface Cost {
  readonly seconds: number;
  readonly peak: number;
}

function costOf(source: string, path: string): Cost {
  writeFileSync(path, source, 'latin1');
  const { stdout, stderr } = spawnSync(process.execPath, [CHILD, MODULES, path], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

function row(kind: string, of: (nodes: number) => string, sizes: readonly number[], path: string): string {
  const costs = sizes.map((nodes) => {
    const { seconds, peak } = costOf(of(nodes), path);
    return `${seconds.toFixed(1)} s, ${String(Math.round(peak / MIB))}`;
  });
  const characters = (of(sizes.at(-1) ?? 0).length / 1e6).toFixed(1);
  return `| ${[kind, characters, ...costs].join(' | ')} |\n`;
}

function main(sizes: readonly number[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'flea-cost-'));
  try {
    const heads = ['a template of', 'characters', ...sizes.map((nodes) => `${nodes.toLocaleString('en')} nodes`)];
    process.stdout.write(`| ${heads.join(' | ')} |\n|${'---|'.repeat(heads.length)}\n`);
    for (const [kind, of] of Object.entries(FLAT_TREES))
      process.stdout.write(row(kind, of, sizes, join(folder, 'template')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const given = process.argv.slice(2);
if (given.includes('--help')) process.stdout.write(USAGE);
else if (given.every((size) => /^[1-9]\d{0,7}$/.test(size)))
  main(given.length > 0 ? given.map(Number) : [25_000, 250_000]);
else {
  process.stderr.write(USAGE);
  process.exitCode = 2;
}
