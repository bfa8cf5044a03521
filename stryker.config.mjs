// Mutation testing: does a test fail when a line of the code is changed? One room at a time:
//
//   npm run mutation -- gguf
//   npm run mutation -- checks src/checks/hidden/*.ts
//
// The report is build/stryker/ROOM/mutation.html; docs/mutation.md has the scores and explains the survivors.
import process from 'node:process';

const room = process.env['MUTATION_ROOM'] ?? 'gguf';
const report = `build/stryker/${room}`;

/** The tests that judge a room: fast ones, in this process. Property tests and whole processes would cost seconds for each mutant. */
export const TESTS = {
  gguf: ['tests/unit/gguf'],
  checks: ['tests/unit/checks'],
  reference: ['tests/unit/reference', 'tests/unit/engine'],
};

/**
 * Tests that take most of a room's time and judge other rooms: files of the corpus that are refused for their template, which is rendered in a
 * process, or for their hyper-parameters; and costs.
 */
const LEFT_OUT = {
  checks: [
    /^what is found in the corpus \w+\/(template|model)-/,
    // Each walks through the whole corpus.
    /^the corpus (is what|passes|fires|fails|has a judge)/,
    /^the compat profile beside/,
    /costs time in proportion/,
    /32 MiB of noise/,
  ],
};

/** The score below which a run fails. */
const THRESHOLD = { gguf: 85, checks: 85, reference: 90 };

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // What a thread's program is made of is out of reach of tests in this process.
  mutate: [`src/${room}/**/*.ts`, `!src/${room}/**/*Thread.ts`],
  plugins: ['./tests/mutation/runner.mjs'],
  testRunner: 'in-process',
  inProcess: { room: `src/${room}`, tests: TESTS[room], leftOut: LEFT_OUT[room]?.map(({ source }) => source) ?? [] },
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
