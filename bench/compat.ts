/**
 * What llama.cpp does with every file of the corpus, and with those of other folders: each in a process of its own (`peers/llama_judge.cc`)
 * under limits of time and memory and without core dumps. Writes `tests/fixtures/compat/llama.cpp-VERSION.json`.
 *
 *   npm run compat [-- NAME=FOLDER…]
 *
 * The files of FOLDER are recorded as NAME/file; what is recorded of other folders stays. Exit 2 where the judge cannot be built or run.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildJudge, JUDGE, LIBRARIES, VERSION } from './readers/buildJudge.ts';
import { ROOT } from './subject.ts';

/** What adapters are loaded for. */
const BASE = join(ROOT, 'corpus/good/tiny-llama.gguf');

const LIMIT_MS = 20_000;

const ANSWERS = new Set(['loads', 'refuses', 'nan']);

/** `loads`, `refuses`, `nan` (a logit that is no finite number), the signal that ended the process, or `hangs`. */
type Outcome = string;

/** Of header, model and use, as far as it came. */
type Outcomes = readonly Outcome[];

interface Subject {
  readonly name: string;
  readonly path: string;
}

async function main(folders: readonly string[]): Promise<void> {
  buildJudge();
  const subjects = [...corpusFiles(), ...folders.flatMap(filesOf)];
  const asked = new Set(subjects.map(({ name }) => folderOf(name)));
  const files: Record<string, readonly string[]> = {};
  for (const { name, path } of subjects) files[name] = [digestOf(path), ...(await judge(path))];
  const others = Object.entries(recorded()).filter(([name]) => !asked.has(folderOf(name)));
  write({ ...files, ...Object.fromEntries(others) });
}

function folderOf(name: string): string {
  return dirname(name);
}

function corpusFiles(): readonly Subject[] {
  return ['good', 'hostile'].flatMap((kind) => filesOf(`${kind}=${join(ROOT, 'corpus', kind)}`));
}

function filesOf(argument: string): readonly Subject[] {
  const [name = '', folder = ''] = argument.split('=');
  const files = readdirSync(folder).filter((file) => file.endsWith('.gguf'));
  return files.sort().map((file) => ({ name: `${name}/${file}`, path: join(folder, file) }));
}

function digestOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 12);
}

/** Lines come in pairs, the stage and its answer; a stage without an answer is where the process ended. */
async function judge(path: string): Promise<Outcomes> {
  const { lines, end } = await run(path);
  const answers = lines.filter((line) => ANSWERS.has(line));
  const stages = lines.length - answers.length;
  if (stages === 0) throw new Error(`${path}: expected the judge to begin, found ${end}`);
  return stages > answers.length ? [...answers, end] : answers;
}

async function run(path: string): Promise<{ readonly lines: readonly string[]; readonly end: Outcome }> {
  const env = { PATH: process.env['PATH'] ?? '', GGML_NO_BACKTRACE: '1' };
  const child = spawn(JUDGE, [LIBRARIES, path, BASE], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const late = AbortSignal.timeout(LIMIT_MS);
  late.addEventListener('abort', () => child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const end = await new Promise<Outcome>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(signal ?? `exit ${String(code)}`);
    });
  });
  return { lines: text.split('\n').filter((line) => line !== ''), end: late.aborted ? 'hangs' : end };
}

type Rows = Readonly<Record<string, readonly string[]>>;

const OUT = join(ROOT, `tests/fixtures/compat/llama.cpp-${VERSION}.json`);

function recorded(): Rows {
  return existsSync(OUT) ? (JSON.parse(readFileSync(OUT, 'utf8')) as Rows) : {};
}

/** One line a file. */
function write(files: Rows): void {
  const lines = Object.entries(files).map(([name, row]) => `  ${JSON.stringify(name)}: ${JSON.stringify(row)}`);
  mkdirSync(dirname(OUT), { recursive: true });
  writeFileSync(OUT, `{\n${lines.join(',\n')}\n}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`compat: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
