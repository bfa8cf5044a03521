// Mutation testing: does a test fail when a line of the code is changed? One room at a time:
//
//   npm run mutation -- gguf
//   npm run mutation -- hidden src/checks/hidden/scan.ts
//   npm run mutation -- quant                        a part of a folder; see PARTS
//
// The report is build/stryker/ROOM/mutation.html; docs/mutation.md has the scores and explains the survivors.
import { readdirSync } from 'node:fs';
import process from 'node:process';

const room = process.env['MUTATION_ROOM'] ?? 'gguf';
const report = `build/stryker/${room}`;

/** Rooms that are a part of a folder of src/. */
const PARTS = {
  checks: ['src/checks/*.ts'],
  pass: ['src/checks/pass/*.ts'],
  hidden: ['src/checks/hidden/*.ts'],
  kinds: ['src/checks/kinds/*.ts'],
  numbers: ['src/checks/numbers/*.ts'],
  reference: ['src/reference/**/*.ts', '!src/reference/quant/**', '!src/reference/product/{productPool,sharedJob}.ts'],
  // A mutant that waits for ever blocks the process: with few tests its time is up sooner.
  threads: ['src/reference/product/{productPool,sharedJob}.ts'],
  quant: ['src/reference/quant/**/*.ts', '!src/reference/quant/nearestPoint.ts'],
  // Once Stryker has put its switches into this loop, every test that quantises to points of a grid takes fifty times as long.
  points: ['src/reference/quant/nearestPoint.ts'],
};
const folder = room === 'gguf' ? room : (PARTS[room]?.[0].split('/')[1] ?? room);

/** The tests that lie in a folder, without those of its folders. */
function testsIn(path) {
  const names = readdirSync(path).filter((name) => name.endsWith('.test.ts'));
  return names.map((name) => `${path}/${name}`);
}

const checks = (...names) => names.map((name) => `tests/unit/checks/${name}.test.ts`);

/** Of src/checks, what judges the folders of it, and what walks through the whole corpus in one test. */
const NOT_OF_CHECKS = checks('kinds', 'kindRules', 'findings', 'corpus', 'compat');

/** The tests that judge a room: fast ones, in this process. Property tests and whole processes would cost seconds for each mutant. */
export const TESTS = {
  gguf: ['tests/unit/gguf'],
  checks: testsIn('tests/unit/checks').filter((path) => !NOT_OF_CHECKS.includes(path)),
  pass: ['tests/unit/checks/pass'],
  hidden: ['tests/unit/checks/hidden', ...checks('findings')],
  kinds: checks('kinds', 'kindRules', 'findings'),
  numbers: ['tests/unit/checks/numbers', ...checks('findings')],
  // Not its folders: the loops that the millions of products of a pool go through are this room's.
  reference: ['tests/unit/engine', ...testsIn('tests/unit/reference')],
  threads: ['tests/unit/reference/product'],
  quant: ['tests/unit/reference/quant'],
  points: ['nearestPoint', 'points'].map((name) => `tests/unit/reference/quant/${name}.test.ts`),
};

/** Tests that are left out: what a mutant that no other test notices would take seconds with, and that judges another room. */
const LEFT_OUT = {
  hidden: [
    /^what is found in the corpus \w+\/(?!hidden)/,
    /costs time in proportion/,
    /32 MiB of noise/,
    // Three seconds each under a mutant; the one with the largest header stays.
    /^the scan finds a (?!PE ).* across the edges/,
  ],
  kinds: [/^what is found in the corpus \w+\/(?!shard|adapter|control-vector)/],
  numbers: [/^what is found in the corpus \w+\/(?!numbers)/],
};

/** The score below which a run fails. */
const THRESHOLD = {
  gguf: 85,
  checks: 85,
  pass: 80,
  hidden: 85,
  kinds: 85,
  numbers: 85,
  reference: 90,
  threads: 75,
  quant: 90,
  points: 90,
};

/** @type {import('@stryker-mutator/api/core').PartialStrykerOptions} */
export default {
  // What a thread's program is made of is out of reach of tests in this process.
  mutate: [...(PARTS[room] ?? [`src/${room}/**/*.ts`]), '!src/**/*Thread.ts'],
  plugins: ['./tests/mutation/runner.mjs'],
  testRunner: 'in-process',
  inProcess: { room: `src/${folder}`, tests: TESTS[room], leftOut: LEFT_OUT[room]?.map(({ source }) => source) ?? [] },
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
