/** Whether the property finds what is wrong: each mutant of the flow analysis must call a template proven whose outputs part. */
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { parseTemplate } from '../../../src/text/template/syntax/parseTemplate.ts';
import type { Mutant } from './mutants/mutant.ts';
import { MUTANTS } from './mutants/mutants.ts';
import { proofBy, proofOf, type FlowAnalysis } from './prove.ts';
import { wholeNumber } from './propertyArgs.ts';
import { startJinja2, type Renderer } from './renderers.ts';
import { generatedTemplate, type GeneratedTemplate } from './templateGenerator.ts';
import { judge, trialsOf, type TrialCounts } from './trials.ts';

const USAGE = `npm run templates:mutants -- [--seed S] [--count N] [--only NAME]

Plants each mutant of the flow analysis, and names the random template by which jinja2 shows that it is wrong.

  --seed S     1 by default
  --count N    random templates at most, 100000 by default
  --only NAME  the mutant of this name alone

Exit 1: a mutant survives. Exit 2: bad usage, a mutant that has no place, Python or jinja2 is missing.`;

const OPTIONS = {
  seed: { type: 'string', default: '1' },
  count: { type: 'string', default: '100000' },
  only: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const COMPILED = 'build/tools/src/text/template';
const MUTATED = 'build/templates-mutants';

/** Few templates get here: whether they part is worth a longer look. */
const MORE: TrialCounts = { structures: 4, fillings: 10 };

interface Living {
  readonly mutant: Mutant;
  readonly analysis: FlowAnalysis;
}

/** Writes the mutant. Throws where its place is not there, or not the only one. */
async function planted(mutant: Mutant, index: number): Promise<Living> {
  const folder = join(MUTATED, String(index));
  mkdirSync(folder, { recursive: true });
  for (const part of ['flow', 'syntax', 'steps.js'])
    cpSync(join(COMPILED, part), join(folder, part), { recursive: true });
  const path = join(folder, 'flow', mutant.file);
  const source = readFileSync(path, 'utf8');
  const places = source.split(mutant.find).length - 1;
  if (places !== 1)
    throw new Error(`${mutant.name}: expected one place in ${mutant.file} to change, found ${String(places)}`);
  writeFileSync(
    path,
    source.replace(mutant.find, () => mutant.replace),
  );
  const module = (await import(pathToFileURL(resolve(folder, 'flow', 'flow.js')).href)) as {
    readonly flowProblems: FlowAnalysis;
  };
  return { mutant, analysis: module.flowProblems };
}

async function plantAll(only: string | undefined): Promise<readonly Living[]> {
  rmSync(MUTATED, { recursive: true, force: true });
  writeFolder();
  const chosen = MUTANTS.filter(({ name }) => only === undefined || name === only);
  const results = await Promise.allSettled(chosen.map(planted));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  if (failed.length > 0 || chosen.length === 0) throw new Error(failed.join('\n') || `expected a mutant of that name`);
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

function writeFolder(): void {
  mkdirSync(MUTATED, { recursive: true });
  writeFileSync(join(MUTATED, 'package.json'), '{ "type": "module" }\n');
}

/** Which of `living` call the template proven though it is not: those that a pair of conversations shows it of are killed. */
async function killedBy(
  { source, rng }: GeneratedTemplate,
  living: readonly Living[],
  renderer: Renderer,
): Promise<readonly Living[]> {
  if (proofOf(source) !== 'reported') return [];
  const body = parseTemplate(source);
  const deceived = living.filter(({ analysis }) => proofBy(analysis, body) === 'proven');
  if (deceived.length === 0) return [];
  const { difference } = await judge(source, trialsOf(source, rng, MORE), renderer);
  return difference ? deceived : [];
}

async function main(argv: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...argv], options: OPTIONS });
  if (values.help) {
    say(USAGE);
    return 0;
  }
  return tryAll(wholeNumber(values.seed), wholeNumber(values.count), values.only);
}

async function tryAll(seed: number, count: number, only: string | undefined): Promise<number> {
  let living = await plantAll(only);
  const all = living.length;
  const renderer = await startJinja2();
  try {
    for (let i = 0; i < count && living.length > 0; i++) {
      const template = generatedTemplate(seed, i);
      const killed = await killedBy(template, living, renderer);
      for (const { mutant } of killed) say(`killed by ${String(i).padStart(6)}: ${mutant.file}, ${mutant.name}`);
      living = living.filter((one) => !killed.includes(one));
    }
  } finally {
    renderer.close();
  }
  for (const { mutant } of living) say(`survives: ${mutant.file}, ${mutant.name}`);
  say(`seed ${String(seed)}: ${String(all - living.length)} of ${String(all)} mutants killed`);
  return living.length > 0 ? 1 : 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
