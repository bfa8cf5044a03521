/**
 * Opening a real file: ours against other readers, side by side, each in a process of its own. Every round asks each of them for one
 * reading, in another order each time; what a reading takes is measured inside its process.
 */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseGguf } from '../src/gguf/parse.ts';
import { openFileSource } from '../src/gguf/source.ts';
import { median } from './measure.ts';
import {
  GEMMA3,
  lacksModel,
  modelPath,
  QWEN2_VOCABULARY,
  ROOT,
  SMOLLM2,
  spreadOf,
  type Row,
  type Subject,
} from './subject.ts';

const FOLDER = join(ROOT, 'bench/peers');
const BUILT = join(ROOT, 'build/bench-peers');
const PYTHON = join(ROOT, 'build/peers-python/bin/python');
const LIBRARIES = join(FOLDER, 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');

const OURS = 'flea-flicker';
const DECODED = 'flea-flicker, every string decoded';
const PEERS = ['ggml C++', 'hyllama', '@huggingface/gguf', 'node-llama-cpp', 'gguf (Python)'];

const ROUNDS = 20;
/** Readings until V8 has compiled what it will compile: the first of a process takes five times the twentieth. */
const WARM_UP = 20;
/** What takes longer is warm at once: one of the peers takes ten seconds a reading. */
const SLOW_MS = 1000;

export const peers: Subject = {
  name: 'peers',
  lacks: () => lacksModel(SMOLLM2, GEMMA3, QWEN2_VOCABULARY) ?? lacksPeers(),
  run: async () => {
    buildGgmlReader();
    const rows: Row[] = [];
    for (const file of [SMOLLM2, GEMMA3, QWEN2_VOCABULARY]) rows.push(...(await compare(file)));
    return rows;
  },
};

function lacksPeers(): string | null {
  if (!existsSync(join(FOLDER, 'node_modules')))
    return 'the peers are not installed: `npm --prefix bench/peers install --ignore-scripts`';
  if (!existsSync(PYTHON)) return 'the Python peer is not installed: see bench/peers/README.md';
  return existsSync(LIBRARIES) ? null : 'node-llama-cpp ships no library for this machine';
}

function buildGgmlReader(): void {
  mkdirSync(BUILT, { recursive: true });
  const args = ['-O2', '-std=c++20', join(FOLDER, 'ggml_reader.cc'), '-o', join(BUILT, 'ggml_reader'), '-ldl'];
  const { status, stderr } = spawnSync('c++', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ggml_reader.cc does not compile:\n${stderr}`);
}

async function compare(file: string): Promise<readonly Row[]> {
  const path = modelPath(file);
  const readers = [OURS, DECODED, ...PEERS].map((name) => new Reader(name, path, metadataBytes(path)));
  for (const reader of readers) for (let i = 0; i < WARM_UP && (await reader.time()) < SLOW_MS; i++);
  for (let round = 0; round < ROUNDS; round++)
    for (let i = 0; i < readers.length; i++) {
      const reader = readers[(i + round) % readers.length] as Reader;
      reader.times.push(await reader.time());
    }
  for (const reader of readers) reader.end();
  const own = readers.slice(0, 2);
  return own.flatMap((ours) => readers.slice(2).map((peer) => row(file, ours, peer)));
}

function metadataBytes(path: string): number {
  const source = openFileSource(path);
  const { file } = parseGguf(source, { profile: 'compat' });
  source.close();
  if (!file) throw new Error(`${path}: expected a sound file`);
  return file.metadataBytes;
}

function row(file: string, ours: Reader, peer: Reader): Row {
  return {
    name: `open ${file}, ${ours.name}`,
    value: median(ours.times),
    unit: 'ms',
    spread: spreadOf(ours.times),
    peer: {
      name: peer.name,
      value: median(peer.times),
      spread: spreadOf(peer.times),
      ratio: median(ours.times.map((ms, i) => ms / (peer.times[i] as number))),
    },
  };
}

/** A process that reads the file once for each line it is sent, and answers with the milliseconds. */
class Reader {
  readonly name: string;
  readonly times: number[] = [];
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, undefined>;

  constructor(name: string, path: string, bytes: number) {
    this.name = name;
    const [command, ...args] = commandOf(name, path, bytes);
    this.#child = spawn(command, args, { cwd: FOLDER });
    this.#child.stderr.resume();
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Of one reading. Lines that are no number are what a library says. */
  async time(): Promise<number> {
    if (!this.#child.stdin.write('\n')) await once(this.#child.stdin, 'drain');
    for (;;) {
      const next: IteratorResult<string, undefined> = await this.#lines.next();
      if (next.done === true) throw new Error(`${this.name}: expected a time, found that it ended`);
      const ms = Number(next.value);
      if (next.value !== '' && Number.isFinite(ms)) return ms;
    }
  }

  end(): void {
    this.#child.stdin.end();
  }
}

function commandOf(name: string, path: string, bytes: number): readonly [string, ...string[]] {
  if (name === 'gguf (Python)') return [PYTHON, join(FOLDER, 'gguf_reader.py'), path];
  if (name === 'ggml C++') return [join(BUILT, 'ggml_reader'), ggmlLibrary(), path];
  return [process.execPath, join(FOLDER, 'reader.mjs'), name, path, String(bytes)];
}

function ggmlLibrary(): string {
  const file = readdirSync(LIBRARIES).find((name) => name.startsWith('libggml-base'));
  if (file === undefined) throw new Error(`${LIBRARIES}: expected libggml-base, found none`);
  return join(LIBRARIES, file);
}
