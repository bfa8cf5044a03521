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
import { everyMutant, mutantAt, type Mutant } from './mutants.ts';
import { keyNames, lackedNames, laneSubjects, targetModel, type LaneSubject } from './subjects.ts';
import { verdicts } from './verdicts.ts';

const USAGE = `npm run readers -- [--count N] [--seed S] [--from I] [--only ARCHITECTURE-FORM] [--sweep] [--verbose]

Mutates the keys and tensor tables of the tiny models, and asks llama.cpp ${VERSION} about each file in a process under limits.

  --count N   mutants, 500 by default; the unmutated models are asked first
  --seed S    1 by default
  --from I    begins with mutant I: what a disagreement prints to be seen again
  --only M    mutants of this model alone: llama-dense
  --sweep     each key, and each of a number or an array that is lacked, with each value of the lists, one at a time
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
  readonly sweep: boolean;
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
  for (const [mutant, replay] of mutants(args, subjects, names)) {
    take(await judgeMutant(mutant, options), replay);
    const asked = tally.asked - twins;
    if (asked % 500 === 0)
      process.stderr.write(args.sweep ? `${String(asked)}\n` : `${String(asked)} of ${String(args.count)}\n`);
    if (asked === args.count) break;
  }
  summarise(tally, twins, args);
  return exitCode(tally);
}

/** Those to ask about, each with the line that asks about it again. */
function* mutants(
  args: Args,
  subjects: readonly LaneSubject[],
  names: readonly string[],
): Generator<readonly [Mutant, string]> {
  if (args.sweep) {
    const swept = subjects.filter(({ name }) => wanted(args, name));
    const only = args.only === undefined ? '' : ` --only ${args.only}`;
    let i = 0;
    for (const mutant of everyMutant(swept, lackedNames()))
      if (i++ >= args.from) yield [mutant, `npm run readers -- --sweep${only} --from ${String(i - 1)} --count 1`];
    return;
  }
  for (let i = args.from; ; i++) {
    if (!wanted(args, subjects[i % subjects.length]?.name ?? '')) continue;
    const replay = `npm run readers -- --seed ${String(args.seed)} --from ${String(i)} --count 1`;
    yield [mutantAt(i, args.seed, subjects, names), replay];
  }
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

function summarise({ asked, outcomes, forbidden }: Tally, twins: number, { seed, sweep }: Args): void {
  const rows = [...outcomes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, n]) => `  ${what}: ${String(n)}\n`);
  const bad = [...forbidden].map(([what, n]) => `  FORBIDDEN ${what}: ${String(n)}\n`);
  const how = sweep ? 'every value of the lists' : `seed ${String(seed)}`;
  const head = `llama.cpp ${VERSION}, ${how}: ${String(twins)} sound models and ${String(asked - twins)} mutants\n`;
  process.stdout.write([head, ...rows, ...bad].join(''));
}

function readArgs(): Args | null {
  const { values } = parseArgs({
    options: {
      count: { type: 'string' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      only: { type: 'string' },
      sweep: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const { only, sweep, verbose } = values;
  const count = values.count === undefined ? (sweep ? Infinity : 500) : wholeNumber(values.count);
  return { count, seed: wholeNumber(values.seed), from: wholeNumber(values.from), only, sweep, verbose };
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
