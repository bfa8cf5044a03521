/**
 * Mutation testing of one room of src/, or of some of its files; see stryker.config.mjs.
 *
 *   npm run mutation -- gguf
 *   npm run mutation -- hidden src/checks/hidden/scan.ts
 *   npm run mutation -- gguf --force          forgets what earlier runs found
 */
import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { TESTS } from '../stryker.config.mjs';

const [room, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(TESTS, room ?? '')) {
  process.stderr.write(`usage: npm run mutation -- ${Object.keys(TESTS).join('|')} [FILE …] [--force]\n`);
  process.exit(2);
}
const files = rest.filter((argument) => !argument.startsWith('-'));
const flags = rest.filter((argument) => argument.startsWith('-'));
// As in stryker.config.mjs: the program of a thread is out of reach of tests in one process.
if (files.length > 0) flags.push('--mutate', [...files, '!src/**/*Thread.ts'].join(','));
const run = spawnSync('npx', ['stryker', 'run', ...flags], {
  stdio: 'inherit',
  env: { ...process.env, MUTATION_ROOM: room },
});
process.exit(run.status ?? 1);
