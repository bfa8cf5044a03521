/** How many hostile templates the proof refuses, and how many sound ones, by halves: one to learn idioms from, one to be told apart. */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import { proofProblems } from '../../src/text/template/proof.ts';
import { isRead, readTemplate } from '../../src/text/template/readTemplate.ts';
import { sourceProblems } from '../../src/text/template/staticProblems.ts';
import { TEMPLATE_RULES } from '../../src/text/template/templateRules.ts';
import { subjectsBelow, type Subject } from './subjects.ts';

const USAGE = `npm run templates:flow -- --hostile FOLDER --sound FOLDER [--verbose]

Asks the proof about the templates of two folders (.jinja, or .gguf with templates in them; folders in a folder are looked
through too), and prints how many of each it refuses. Sound ones are counted in two halves, by the first bit of their SHA-256.

  --verbose   names hostile templates that are not refused, and what is said of the sound ones of the first half

Exit 2: bad usage.
`;

interface Judged extends Subject {
  /** Rule, place and what was found, a line each. */
  readonly problems: readonly string[];
}

function main(argv: readonly string[]): number {
  const { hostile, sound, verbose, help } = readArgs(argv);
  if (help || hostile === undefined || sound === undefined) {
    process.stdout.write(USAGE);
    return help ? 0 : 2;
  }
  const attacks = judgedIn(hostile);
  say(`hostile: ${share(attacks)} refused`);
  if (verbose) for (const { name, problems } of attacks) if (problems.length === 0) say(`  not refused: ${name}`);
  const formats = judgedIn(sound);
  const [first, second] = [0, 1].map((half) => formats.filter(({ source }) => halfOf(source) === half));
  say(
    `sound: ${share(formats)} refused; ${share(first ?? [])} of the first half, ${share(second ?? [])} of the second`,
  );
  if (verbose)
    for (const { name, problems } of first ?? []) for (const problem of problems) say(`  ${name}: ${problem}`);
  return 0;
}

function readArgs(argv: readonly string[]): { hostile?: string; sound?: string; verbose: boolean; help: boolean } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      hostile: { type: 'string' },
      sound: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

function judgedIn(folder: string): readonly Judged[] {
  return subjectsBelow(folder).map((subject) => ({ ...subject, problems: problemsOf(subject.source) }));
}

/** Without a vocabulary: what is written as special tokens mostly are. */
function isToken(text: string): boolean {
  return /^<\|[^|]*\|>$|^<｜.*｜>$/.test(text);
}

const SEVERITIES = new Map(TEMPLATE_RULES.map(({ id, severity }) => [id, severity]));

/** What the gate calls an error without rendering anything: of the proof, and of the characters in the source. */
function problemsOf(source: string): readonly string[] {
  const read = readTemplate(source);
  return [...(isRead(read) ? proofProblems(read, isToken) : [read]), ...sourceProblems(source)]
    .filter(({ rule, severity }) => (severity ?? SEVERITIES.get(rule)) === 'error')
    .map(({ rule, message }) => `${rule}: ${message}`);
}

function halfOf(source: string): number {
  return (createHash('sha256').update(source).digest()[0] ?? 0) >> 7;
}

function share(judged: readonly Judged[]): string {
  return `${String(judged.filter(({ problems }) => problems.length > 0).length)} of ${String(judged.length)}`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
