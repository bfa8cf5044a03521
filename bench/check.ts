/**
 * The whole gate for a real model, its digest and every number of its tensors included; against SHA-256 of the same file and no more: in
 * this process, and as a process of its own against Node hashing and nothing else.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkFile, type CheckOptions } from '../src/checks/checkFile.ts';
import { sha256Of } from '../src/checks/digest.ts';
import { openFileSource } from '../src/gguf/source.ts';
import { pair, ratio, takeTurns, type Contender, type Effort } from './measure.ts';
import { GEMMA3, lacksModel, modelPath, ROOT, SMOLLM2, spreadOf, type Row, type Subject } from './subject.ts';

const BIN = join(ROOT, 'bin/flea-flicker.mjs');

/** As `sha256sum` would be written for Node. */
const HASH_ALONE = `
const { createHash } = require('node:crypto');
const { openSync, readSync } = require('node:fs');
const hash = createHash('sha256');
const chunk = Buffer.allocUnsafe(4 << 20);
const fd = openSync(process.argv[1]);
for (let n; (n = readSync(fd, chunk)) > 0; ) hash.update(chunk.subarray(0, n));
process.stdout.write(hash.digest('hex'));`;

export const check: Subject = {
  name: 'check',
  lacks: () =>
    lacksModel(SMOLLM2, GEMMA3) ?? (existsSync(join(ROOT, 'dist')) ? null : 'dist/ is not built: `npm run build`'),
  run: async () => [
    await checkModel(SMOLLM2),
    await checkModel(GEMMA3),
    await checkProcess(SMOLLM2),
    await checkProcess(GEMMA3),
    await checkMany(),
  ],
};

async function checkModel(file: string): Promise<Row> {
  const source = openFileSource(modelPath(file));
  const options = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set<string>() } as const;
  const contenders = [
    { name: `check ${file}`, run: async () => checkFile(source, options) },
    { name: 'SHA-256 alone', run: async () => sha256Of(source) },
  ];
  try {
    return await rowOf(contenders, { rounds: 21, iterations: 3 });
  } finally {
    source.close();
  }
}

async function checkProcess(file: string): Promise<Row> {
  const path = modelPath(file);
  const contenders = [
    {
      name: `check ${file}, as a process`,
      run: () => {
        node(BIN, 'check', path);
      },
    },
    {
      name: 'Node hashing it, as a process',
      run: () => {
        node('-e', HASH_ALONE, path);
      },
    },
  ];
  return rowOf(contenders, { rounds: 21, iterations: 1 });
}

const GOOD = join(ROOT, 'corpus/good');
const MANY = 500;

/** Small files named in one command, against as many checks in this process. */
async function checkMany(): Promise<Row> {
  const files = readdirSync(GOOD)
    .filter((file) => file.endsWith('.gguf'))
    .sort()
    .slice(0, MANY)
    .map((file) => join(GOOD, file));
  const options = { profile: 'strict', limits: {}, failOn: 'error', suppress: new Set<string>() } as const;
  const contenders = [
    {
      name: `check ${String(files.length)} small files, as a process`,
      run: () => {
        node(BIN, 'check', ...files);
      },
    },
    { name: 'each by itself, in this process', run: async () => checkEach(files, options) },
  ];
  return rowOf(contenders, { rounds: 5, iterations: 1 });
}

async function checkEach(files: readonly string[], options: CheckOptions): Promise<void> {
  for (const file of files) {
    const source = openFileSource(file);
    await checkFile(source, options).finally(() => {
      source.close();
    });
  }
}

/** Throws where it says that something is wrong. */
function node(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`expected exit 0 of node ${args.slice(0, 3).join(' ')}, found ${String(status)}`);
}

async function rowOf(contenders: readonly Contender[], effort: Effort): Promise<Row> {
  const [subject, peer] = pair(await takeTurns(contenders, effort));
  return {
    name: subject.name,
    value: subject.ms,
    unit: 'ms',
    spread: spreadOf(subject.rounds),
    peer: { name: peer.name, value: peer.ms, spread: spreadOf(peer.rounds), ratio: ratio(subject, peer) },
  };
}
