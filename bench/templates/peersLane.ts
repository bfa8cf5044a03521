/** The gate and other scanners of chat templates on the same files: what each refuses of the hostile and of the benign ones. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { scoreOf, type Folder, type Score, type Sets } from './peers/score.ts';
import { setUpLines } from './peers/setUp.ts';
import { tableOf } from './peers/table.ts';
import { TOOLS } from './peers/tools.ts';

const USAGE = `npm run templates:peers -- --hostile FOLDER --benign FOLDER [--prefix TEXT] [--out FILE] [--verbose]

Runs c4nary, glyphhound, modelaudit, hayward, ggufdoctor, pillar-gguf-scanner and this gate on every .gguf file of two folders, one
process a file, 30 s and 4 GiB for each, and prints a Markdown table. bench/templates/peers/ holds the pinned versions and says how each
answer is read.

  --prefix TEXT  only files whose names begin with it
  --out FILE     writes the counts as JSON, with the date and the versions
  --verbose      prints each verdict to stderr

Exit 2: bad usage, or a peer is missing: the lines that install it are printed. After that no network is needed.
`;

async function main(argv: readonly string[]): Promise<number> {
  const args = readArgs(argv);
  if (!args) {
    process.stdout.write(USAGE);
    return 0;
  }
  const lines = setUpLines(TOOLS);
  if (lines.length > 0)
    throw new Error(`expected the peers as pinned; this installs what is missing:\n${lines.join('\n')}`);
  if (!existsSync('dist')) throw new Error('expected dist/, found none: npm run build:ts');
  const scores = await scoresOf(args.sets, args.verbose);
  process.stdout.write(`${tableOf(scores)}\n`);
  if (args.out !== undefined) writeFileSync(args.out, recordOf(scores));
  return 0;
}

interface Args {
  readonly sets: Sets;
  readonly out: string | undefined;
  readonly verbose: boolean;
}

/** Null where help is asked for. Throws on bad usage. */
function readArgs(argv: readonly string[]): Args | null {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      hostile: { type: 'string' },
      benign: { type: 'string' },
      prefix: { type: 'string', default: '' },
      out: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { hostile, benign, prefix, out, verbose } = values;
  if (hostile === undefined || benign === undefined)
    throw new Error('expected --hostile and --benign; --help says more');
  return { sets: { hostile: folderAt(hostile, prefix), benign: folderAt(benign, prefix) }, out, verbose };
}

function folderAt(path: string, prefix: string): Folder {
  const files = readdirSync(path).filter((name) => name.endsWith('.gguf') && name.startsWith(prefix));
  if (files.length === 0) throw new Error(`expected .gguf files in ${path}, found none`);
  return { path: resolve(path), files: files.sort() };
}

async function scoresOf(sets: Sets, verbose: boolean): Promise<readonly Score[]> {
  const home = mkdtempSync(join(tmpdir(), 'flea-peers-'));
  try {
    const scores: Score[] = [];
    for (const tool of TOOLS)
      scores.push(
        await scoreOf(tool, sets, home, ({ file, verdict }) => {
          if (verbose) process.stderr.write(`${tool.name}\t${verdict}\t${file}\n`);
        }),
      );
    return scores;
  } finally {
    rmSync(home, { recursive: true });
  }
}

function recordOf(scores: readonly Score[]): string {
  const date = new Date().toISOString().slice(0, 10);
  const rounded = scores.map((score) => ({ ...score, seconds: Math.round(score.seconds) }));
  return `${JSON.stringify({ schema: 'flea-flicker/template-peers@1', date, scores: rounded }, null, 2)}\n`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`templates:peers: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
