/** Builds what a target needs, where it is missing or older than its sources: compilers decide that themselves. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FuzzError } from './jazzerAddon.ts';
import type { FuzzTarget } from './target.ts';

const CLANG = 'clang++-19';

/** Throws FuzzError `fuzz/no-clang` or `fuzz/build` with what the compiler said. */
export async function buildTarget(root: string, { kind }: FuzzTarget): Promise<void> {
  if (kind === 'jazzer') {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    await run(process.execPath, [tsc, '-p', join(root, 'fuzz/tsconfig.json')], root);
    return;
  }
  const build = join(root, 'build/fuzz-native');
  if (!existsSync(join(build, 'CMakeCache.txt'))) {
    const flags = ['-DCMAKE_BUILD_TYPE=None', `-DCMAKE_CXX_COMPILER=${CLANG}`];
    await run('cmake', ['-S', join(root, 'fuzz/native'), '-B', build, ...flags], root);
  }
  await run('cmake', ['--build', build, '--parallel', '2'], root);
}

function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (data: Buffer): void => {
    output = (output + data.toString()).slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    child.on('error', () => {
      reject(
        new FuzzError('fuzz/no-tool', `expected ${command}, found none: \`flea-flicker doctor\` says what installs it`),
      );
    });
    child.on('close', (code) => {
      if (code === 0) resolve();
      else if (output.includes(CLANG) && /not found|could not find|No such file/i.test(output)) {
        reject(
          new FuzzError(
            'fuzz/no-clang',
            `expected ${CLANG}, found none: apt-get install clang-19 libclang-rt-19-dev llvm-19`,
          ),
        );
      } else reject(new FuzzError('fuzz/build', `expected the fuzz target to build, found:\n${output}`));
    });
  });
}
