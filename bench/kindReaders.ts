/**
 * What llama.cpp's readers of projectors, control vectors and importance matrices do with the files of the corpus that are for them, each in
 * a process of its own (`peers/reader_judge.cc`) under limits of time and memory. Writes `tests/fixtures/compat/kinds-VERSION.json`.
 *
 *   npm run compat:kinds -- LIBRARIES           records the corpus
 *   npm run compat:kinds -- LIBRARIES --sweep   asks about mutants of every described projector; exit 1 where strict passes what dies
 *
 * LIBRARIES is a folder with libmtmd, libllama and ggml of llama.cpp v0.5.0, built with `-DBUILD_SHARED_LIBS=ON`, target `mtmd`.
 * Exit 2 where the judge cannot be built or run.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DESCRIBED, projectorBytes, projectorParts } from '../corpus/projectorFiles.ts';
import { readCorpus } from '../src/checks/corpus.ts';
import { kindFindings } from '../src/checks/kinds/kindFindings.ts';
import { kindOf, type FileKind } from '../src/checks/kinds/kindOf.ts';
import { parseGguf } from '../src/gguf/parse.ts';
import { bufferSource } from '../src/gguf/source.ts';
import { mutantsOf } from './projectorMutants.ts';
import { ROOT } from './subject.ts';

const VERSION = 'v0.5.0';
const LIMIT_MS = 20_000;
const JUDGE = join(ROOT, 'build/bench-peers/reader_judge');
const COMMON = join(ROOT, 'bench/peers/node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
const BASE = join(ROOT, 'corpus/good/tiny-llama.gguf');
/** The machine is others' too. */
const AT_ONCE = 2;

const READERS: Readonly<Partial<Record<FileKind, string>>> = {
  projector: 'clip',
  'control-vector': 'control-vector',
  'importance-matrix': 'imatrix',
};

async function main([libraries, ...flags]: readonly string[]): Promise<void> {
  if (libraries === undefined || !existsSync(join(libraries, 'libmtmd.so')))
    throw new Error('expected the folder of libmtmd.so as the first argument');
  buildJudge();
  if (flags.includes('--sweep')) await sweep(libraries, flags.slice(flags.indexOf('--sweep') + 1));
  else await record(libraries);
}

function buildJudge(): void {
  mkdirSync(dirname(JUDGE), { recursive: true });
  const args = ['-O1', '-std=c++20', join(ROOT, 'bench/peers/reader_judge.cc'), '-o', JUDGE, '-ldl'];
  const { status, stderr } = spawnSync('c++', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`reader_judge.cc does not compile:\n${stderr}`);
}

/** Lines come in pairs, the stage and its answer; a stage without an answer is where the process ended. */
async function ask(reader: string, libraries: string, path: string): Promise<readonly string[]> {
  const folder = reader === 'clip' ? libraries : COMMON;
  const args = [reader, folder, path, ...(reader === 'clip' ? [BASE] : [])];
  const env = { PATH: process.env['PATH'] ?? '', GGML_NO_BACKTRACE: '1' };
  const child = spawn(JUDGE, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const late = AbortSignal.timeout(LIMIT_MS);
  late.addEventListener('abort', () => child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const end = await new Promise<string>((resolve) => {
    child.on('close', (code, signal) => {
      resolve(signal ?? `exit ${String(code)}`);
    });
  });
  const lines = text.split('\n').filter((line) => line !== '');
  const answers = lines.filter((line) => ['loads', 'refuses', 'nan'].includes(line));
  const stages = lines.length - answers.length;
  if (stages === 0) throw new Error(`${path}: expected the judge to begin, found ${end}`);
  return stages > answers.length ? [...answers, late.aborted ? 'hangs' : end] : answers;
}

function readerOf(bytes: Uint8Array): string | undefined {
  const { file } = parseGguf(bufferSource(bytes), { profile: 'compat' });
  return file ? READERS[kindOf(file)] : undefined;
}

async function record(libraries: string): Promise<void> {
  const rows: string[] = [];
  for (const { path } of readCorpus()) {
    const full = join(ROOT, 'corpus', path);
    const bytes = readFileSync(full);
    const reader = readerOf(bytes);
    if (reader === undefined) continue;
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
    rows.push(
      `  ${JSON.stringify(path)}: ${JSON.stringify([digest, reader, ...(await ask(reader, libraries, full))])}`,
    );
  }
  if (rows.length === 0) throw new Error('expected files of the corpus for these readers, found none');
  const out = join(ROOT, `tests/fixtures/compat/kinds-${VERSION}.json`);
  writeFileSync(out, `{\n${rows.join(',\n')}\n}\n`);
  process.stdout.write(`${String(rows.length)} files asked about\n`);
}

function strictRefuses(bytes: Uint8Array): boolean {
  const { file, findings } = parseGguf(bufferSource(bytes));
  const all = file ? [...findings, ...kindFindings(file, 'x.gguf', { profile: 'strict', limits: {} })] : findings;
  return all.some(({ severity }) => severity === 'error');
}

/** Only what strict passes is asked about: what it refuses cannot be wrong in this way. */
async function sweep(libraries: string, names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'readers-'));
  const queue = [...(names.length > 0 ? names : DESCRIBED)];
  const counts = { mutants: 0, asked: 0, wrong: 0 };
  const worker = async (id: number): Promise<void> => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift())
      await sweepType(name, libraries, join(folder, `${String(id)}.gguf`), counts);
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, (_, id) => worker(id)));
  } finally {
    rmSync(folder, { recursive: true });
  }
  process.stdout.write(
    `${String(counts.mutants)} mutants, ${String(counts.asked)} asked about, ${String(counts.wrong)} wrong\n`,
  );
  if (counts.asked === 0) throw new Error('expected mutants that strict passes, found none');
  if (counts.wrong > 0) process.exitCode = 1;
}

async function sweepType(
  name: string,
  libraries: string,
  path: string,
  counts: { mutants: number; asked: number; wrong: number },
): Promise<void> {
  const sound = projectorParts(name);
  const answerOf = async (bytes: Uint8Array): Promise<string> => {
    writeFileSync(path, bytes);
    return (await ask('clip', libraries, path)).join(' ');
  };
  const good = await answerOf(projectorBytes(sound));
  if (strictRefuses(projectorBytes(sound))) process.stdout.write(`${name}: strict refuses the sound one\n`);
  for (const mutant of mutantsOf(sound)) {
    const bytes = projectorBytes(mutant.parts);
    counts.mutants++;
    if (strictRefuses(bytes)) continue;
    counts.asked++;
    const found = await answerOf(bytes);
    // Of another width than the model beside it, it is only loaded. Voxtral's reader ends itself at lengths of sound that are no whole stack.
    if (found === good || found === 'loads') continue;
    counts.wrong++;
    process.stdout.write(`${name}: ${mutant.name}: ${found}\n`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`kind readers: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
