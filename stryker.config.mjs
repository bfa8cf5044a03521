// Mutation testing: does a test fail when a line of the code is changed? One room at a time:
//
//   npm run mutation -- gguf
//   npm run mutation -- checks src/checks/hidden/*.ts
//
// The report is build/stryker/ROOM/mutation.html; docs/mutation.md has the scores and explains the survivors.
import process from 'node:process';

const room = process.env['MUTATION_ROOM'] ?? 'gguf';
const report = `build/stryker/${room}`;

/** Not the two that walk through the whole corpus in one test. */
const CHECKS = ['fileHygiene', 'findings', 'hidden', 'kinds', 'manifest', 'policy'];

/** The tests that judge a room: fast ones, in this process. Property tests and whole processes would cost seconds for each mutant. */
export const TESTS = {
  gguf: ['tests/unit/gguf'],
  checks: ['tests/unit/checks/numbers', ...CHECKS.map((name) => `tests/unit/checks/${name}.test.ts`)],
  reference: ['tests/unit/reference', 'tests/unit/engine'],
};

/** The score below which a run fails. */
const THRESHOLD = { gguf: 85, checks: 85, reference: 90 };

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // What a thread's program is made of is out of reach of tests in this process.
  mutate: [`src/${room}/**/*.ts`, `!src/${room}/**/*Thread.ts`],
  plugins: ['./tests/mutation/runner.mjs'],
  testRunner: 'in-process',
  inProcess: { room: `src/${room}`, tests: TESTS[room] },
  warnings: { unknownOptions: false },
  thresholds: { high: 95, low: THRESHOLD[room], break: THRESHOLD[room] },
  coverageAnalysis: 'perTest',
  // Text that is evaluated when its module is loaded, tables above all: each would need a process of its own.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 5000,
  tempDirName: 'build/stryker/sandbox',
  incremental: true,
  incrementalFile: `${report}/incremental.json`,
  htmlReporter: { fileName: `${report}/mutation.html` },
  jsonReporter: { fileName: `${report}/mutation.json` },
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  ignorePatterns: ['/build', '/dist', '/bench', '/fuzz', '/kernels', '/native', '/repros'],
};
