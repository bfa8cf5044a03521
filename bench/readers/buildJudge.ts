/** `peers/llama_judge.cc`, compiled for the libraries that node-llama-cpp ships. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../subject.ts';

const PEERS = join(ROOT, 'bench/peers');
const PACKAGE = join(PEERS, 'node_modules/node-llama-cpp/llama/llama.cpp.info.json');
export const LIBRARIES = join(PEERS, 'node_modules/@node-llama-cpp/linux-x64/bins/linux-x64');
export const JUDGE = join(ROOT, 'build/bench-peers/llama_judge');

/** The declarations in llama_judge.cc are those of this version. */
export const VERSION = 'v0.5.0';

/** Throws where the libraries are missing or of another version, or where the judge does not compile. */
export function buildJudge(): void {
  if (!existsSync(LIBRARIES) || !existsSync(PACKAGE))
    throw new Error('expected the peers of bench/peers: `npm --prefix bench/peers install --ignore-scripts`');
  const { tag } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { readonly tag: string };
  if (tag !== VERSION)
    throw new Error(`expected llama.cpp ${VERSION}, found ${tag}: look through llama_judge.cc again`);
  mkdirSync(dirname(JUDGE), { recursive: true });
  // Another run may be using the one that is there.
  const fresh = `${JUDGE}.${String(process.pid)}`;
  const args = ['-O1', '-std=c++20', join(PEERS, 'llama_judge.cc'), '-o', fresh, '-ldl'];
  const { status, stderr } = spawnSync('c++', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`llama_judge.cc does not compile:\n${stderr}`);
  renameSync(fresh, JUDGE);
}
