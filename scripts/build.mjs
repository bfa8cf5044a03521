/**
 * Builds what this machine can build: TypeScript always, the addon and the engine libraries where there is a C++ compiler and
 * cmake. What is left out is said in one line; with CI set, a missing piece is a failure.
 *
 *   node scripts/build.mjs [--ts-only] [--native-only]
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const flags = new Set(process.argv.slice(2));

function has(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Runs a step quietly; its output is shown only when it fails. */
function step(what, command, args) {
  const started = Date.now();
  process.stderr.write(`build: ${what} …`);
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: 1 << 26 });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  if (status === 0) {
    process.stderr.write(` ${seconds} s\n`);
    return;
  }
  process.stderr.write(` failed\n${stdout ?? ''}${stderr ?? ''}\n`);
  process.exit(2);
}

function leftOut(what, why) {
  process.stderr.write(`build: left out ${what}: ${why}\n`);
  if (process.env.CI) process.exit(2);
}

if (!flags.has('--native-only')) {
  rmSync(new URL('../dist', import.meta.url), { recursive: true, force: true });
  step('TypeScript', process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  step('the command line in few files', process.execPath, ['scripts/bundle.mjs']);
}
if (!flags.has('--ts-only')) {
  const lacking = [...(has('c++') ? [] : ['C++ compiler']), ...(has('cmake') ? [] : ['cmake'])];
  if (lacking.length > 0)
    leftOut(
      'the addon and the native engines',
      `no ${lacking.join(' and no ')} found; \`npx flea-flicker doctor\` says what installs them`,
    );
  else
    step('addon and native engines', process.execPath, [
      'node_modules/cmake-js/bin/cmake-js',
      'compile',
      '--out',
      'build/native',
      '--parallel',
      '2',
    ]);
}
