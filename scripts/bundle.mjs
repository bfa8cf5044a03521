/**
 * Puts the command line into few files: dist/bundle/main.js, and beside it what a command loads when it needs it. A gate that is
 * started for every file should not read 250 of its own first. The modules in dist/ stay: they are what other programs import.
 *
 *   node scripts/bundle.mjs
 */
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const DIST = fileURLToPath(new URL('../dist/', import.meta.url));
const BUNDLE = join(DIST, 'bundle');

rmSync(BUNDLE, { recursive: true, force: true });
// A thread or process is started by the name of its file, which is looked for beside whoever starts it: `…Thread.js`, `…Child.js`.
const started = readdirSync(DIST, { recursive: true }).filter((file) => /(Thread|judgeChild)\.js$/.test(file));
const entries = [join('cli', 'main.js'), ...started];

const build = await rolldown({
  input: Object.fromEntries(entries.map((file) => [basename(file, '.js'), join(DIST, file)])),
  platform: 'node',
  // Packages stay what they are: bundling them saves nothing that can be measured.
  external: /^[^./]/,
  onLog: (level, log) => {
    // What it is unsure of is not for users to find out.
    process.stderr.write(`${level}: ${log.message}\n`);
    if (level === 'warn') process.exitCode = 1;
  },
});
await build.write({ dir: BUNDLE, format: 'esm', chunkFileNames: '[name]-[hash].js' });
await build.close();
