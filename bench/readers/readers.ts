/**
 * Asks llama.cpp itself about mutants of every tiny model of the fixtures, and compares with our verdict.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeGguf } from '../../src/gguf/write.ts';
import { buildJudge, JUDGE, LIBRARIES, VERSION } from './buildJudge.ts';
import {
  count,
  exitCode,
  judgeMutant,
  judgeTwin,
  newTally,
  type Judged,
  type LaneOptions,
  type Tally,
} from './lane.ts';
import { startJudge } from './llamaJudge.ts';
import { mutantAt } from './mutants.ts';
import { keyNames, laneSubjects, targetModel } from './subjects.ts';
import { verdicts } from './verdicts.ts';

const USAGE = `npm run readers -- [--count N] [--seed S] [--from I] [--only ARCHITECTURE-FORM] [--verbose]

Mutates the keys and tensor tables of the tiny models, and asks llama.cpp ${VERSION} about each file in a process under limits.

  --count N   mutants, 500 by default; the unmutated models are asked first
  --seed S    1 by default
  --from I    begins with mutant I: what a disagreement prints to be seen again
  --only M    mutants of this model alone: llama-dense
  --verbose   prints every file

Exit 1: a profile passes what makes llama.cpp abort, hang or answer no number, strict passes what it refuses, or a sound
model fails. Exit 2: the libraries are missing, the judge does not start, or nothing was asked.
`;

const LIMIT_MS = 3000;
const PATIENCE_MS = 20_000;

interface Args {
  readonly count: number;
  readonly seed: number;
  readonly from: number;
  readonly only: string | undefined;
  readonly verbose: boolean;
}

async function main(args: Args): Promise<number> {
  buildJudge();
  const folder = mkdtempSync(join(tmpdir(), 'flea-readers-'));
  const target = join(folder, 'target.gguf');
  writeFileSync(target, writeGguf(targetModel()));
  const judge = await startJudge(JUDGE, [LIBRARIES, '--serve', target]);
  const options = {
    judge,
    verdict: verdicts,
    path: join(folder, 'mutant.gguf'),
    limitMs: LIMIT_MS,
    patienceMs: PATIENCE_MS,
  };
  try {
    return await run(args, options);
  } finally {
    judge.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function run(args: Args, options: LaneOptions): Promise<number> {
  const subjects = laneSubjects();
  const names = keyNames();
  const tally = newTally();
  const take = (judged: Judged, replay: string): void => {
    count(tally, judged);
    if (judged.disagreement || args.verbose) say(judged, replay);
  };
  if (args.from === 0)
    for (const subject of subjects) if (wanted(args, subject.name)) take(await judgeTwin(subject, options), '');
  const twins = tally.asked;
  for (let i = args.from; tally.asked - twins < args.count; i++) {
    if (!wanted(args, subjects[i % subjects.length]?.name ?? '')) continue;
    const replay = `npm run readers -- --seed ${String(args.seed)} --from ${String(i)} --count 1`;
    take(await judgeMutant(mutantAt(i, args.seed, subjects, names), options), replay);
    if ((tally.asked - twins) % 500 === 0)
      process.stderr.write(`${String(tally.asked - twins)} of ${String(args.count)}\n`);
  }
  summarise(tally, twins, args);
  return exitCode(tally);
}

function wanted({ only }: Args, name: string): boolean {
  return only === undefined || name === only;
}

function say({ name, verdicts: ours, answer, disagreement: found }: Judged, replay: string): void {
  const kind = found ? `${found.kind} (${found.profile})` : 'agree';
  const rules = ours.rules.length > 0 ? `\n  strict: ${ours.rules.slice(0, 3).join('; ')}` : '';
  const line = `${kind}: ${name}\n  llama.cpp ${answer.outcome} at ${answer.stage}: ${answer.reason.trim()}${rules}\n`;
  process.stdout.write(replay === '' ? line : `${line}  ${replay}\n`);
}

function summarise({ asked, outcomes, forbidden }: Tally, twins: number, { seed }: Args): void {
  const rows = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, n]) => `  ${what}: ${String(n)}\n`);
  const bad = [...forbidden].map(([what, n]) => `  FORBIDDEN ${what}: ${String(n)}\n`);
  const head = `llama.cpp ${VERSION}, seed ${String(seed)}: ${String(twins)} sound models and ${String(asked - twins)} mutants\n`;
  process.stdout.write([head, ...rows, ...bad].join(''));
}

function readArgs(): Args | null {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '500' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      only: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const [count, seed, from] = [values.count, values.seed, values.from].map(wholeNumber);
  return { count, seed, from, only: values.only, verbose: values.verbose } as Args;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`expected a whole number, found ${text}`);
  return Number(text);
}

try {
  const args = readArgs();
  if (args) process.exitCode = await main(args);
  else process.stdout.write(USAGE);
} catch (error) {
  process.stderr.write(`readers: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
