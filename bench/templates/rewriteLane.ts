/**
 * Rewrites hostile chat templates at random, and asks jinja2 whether each rewriting still does what the original does.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runControls } from './control.ts';
import { exitCode, judgeSubject, usage, type Outcome } from './lane.ts';
import { readArgs, USAGE, type Args } from './laneArgs.ts';
import { REWRITINGS } from './rewrite/generate.ts';
import { subjectsOf } from './subjects.ts';
import { startWitness } from './witnessProcess.ts';

async function main(args: Args): Promise<number> {
  const subjects = subjectsOf(args.folder).filter(({ name }) => args.only === undefined || name === args.only);
  if (subjects.length === 0) throw new Error(`expected a template named ${String(args.only)}, found none`);
  const process = await startWitness();
  const outcomes: Outcome[] = [];
  try {
    await runControls(process);
    for (const subject of subjects) {
      const outcome = await judgeSubject(subject, process, args);
      outcomes.push(outcome);
      report(outcome, args);
    }
  } finally {
    process.close();
  }
  if (!args.json) summarise(outcomes, args);
  return exitCode(outcomes, args.count);
}

function report(outcome: Outcome, args: Args): void {
  const { name, effect, reason, tried, confirmed } = outcome;
  if (args.out !== undefined) write(outcome, args.out);
  const counts = Object.fromEntries(usage([outcome]));
  if (args.json) {
    say(JSON.stringify({ name, effect, reason, tried, confirmed: confirmed.length, used: counts }));
    return;
  }
  const found = `${String(confirmed.length)} of ${String(args.count)}`;
  say(`${name.padEnd(52)} ${(effect ?? 'none').padEnd(10)} ${effect ? `${found}, ${String(tried)} tried` : reason}`);
  if (args.verbose)
    say(
      `  ${usage([outcome])
        .map(([used, n]) => `${used} ${String(n)}`)
        .join(', ')}`,
    );
}

function write({ name, confirmed }: Outcome, out: string): void {
  const folder = join(out, name);
  mkdirSync(folder, { recursive: true });
  for (const [i, { source }] of confirmed.entries())
    writeFileSync(join(folder, `${String(i).padStart(3, '0')}.jinja`), source);
}

function summarise(outcomes: readonly Outcome[], { count, seed }: Args): void {
  const witnessed = outcomes.filter(({ effect }) => effect !== null);
  const full = witnessed.filter(({ confirmed }) => confirmed.length >= count);
  const used = usage(outcomes);
  const never = REWRITINGS.filter(({ name }) => !used.some(([one]) => one === name)).map(({ name }) => name);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ['without a witness', outcomes.filter(({ effect }) => effect === null).map(({ name }) => name)],
    [
      'too few',
      witnessed
        .filter((one) => !full.includes(one))
        .map(({ name, confirmed }) => `${name} ${String(confirmed.length)}`),
    ],
    ['rewritings never confirmed', never],
  ];
  for (const [what, names] of lists) if (names.length > 0) say(`${what}: ${names.join(', ')}`);
  const total = outcomes.reduce((sum, { confirmed }) => sum + confirmed.length, 0);
  say(`rewritings used: ${used.map(([name, n]) => `${name} ${String(n)}`).join(', ')}`);
  say(
    `seed ${String(seed)}: ${String(full.length)} of ${String(witnessed.length)} templates with a witness have ${String(count)}; ${String(total)} confirmed in all`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  const args = readArgs(process.argv.slice(2));
  if (args) process.exitCode = await main(args);
  else process.stdout.write(USAGE);
} catch (error) {
  process.stderr.write(`templates:rewrite: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
