/**
 * Stryker's test runner for this repository. The tests are loaded once and run in this process again and again, with one
 * mutant switched on at a time: a mutant costs the milliseconds of the tests that reach it. Vitest starts a worker and loads
 * every module anew for each mutant: 2 to 3.5 s, hours for a room (docs/mutation.md).
 *
 * Loading once means that a mutant could leave something behind. So a test that fails is run once more with the mutant off:
 * if it fails still, this process has been spoilt and ends, and Stryker starts another for the next mutant.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { INSTRUMENTER_CONSTANTS } from '@stryker-mutator/api/core';
import fc from 'fast-check';
import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/**
 * Stands for a test while the test files are loaded. What they call then is not static code, which is what Stryker takes
 * everything for that runs outside a test, and for which it would start a process a mutant. Static is what runs while the
 * room's own modules are loaded, and those are loaded first.
 */
const COLLECTING = 'collecting';

/** What each test took in the dry run, in the sandbox: one process makes it, all of them read it. */
const COSTS = 'mutation-costs.json';

class InProcessRunner {
  static inject = [commonTokens.options];

  constructor(options) {
    this.room = options.inProcess.room;
    this.folders = options.inProcess.tests;
    this.leftOut = options.inProcess.leftOut.map((source) => new RegExp(source));
    this.stryker = globalThis[INSTRUMENTER_CONSTANTS.NAMESPACE] ??= {};
    this.spoilt = false;
  }

  capabilities() {
    return { reloadEnvironment: false };
  }

  async init() {
    register('./hooks.mjs', import.meta.url);
    // A counterexample is enough; nobody reads the smallest.
    fc.configureGlobal({ endOnFailure: true });
    this.harness = await import('./harness.mjs');
    // What is a thread's whole program runs nowhere else.
    const modules = filesUnder(this.room, '.ts').filter((file) => !file.endsWith('Thread.ts'));
    for (const file of modules) await import(pathToFileURL(file).href);
    this.stryker.currentTestId = COLLECTING;
    const files = this.folders.flatMap((folder) => filesUnder(folder, '.test.ts'));
    for (const file of files) await this.harness.collect(pathToFileURL(file).href);
    for (const id of this.harness.tests.keys())
      if (this.leftOut.some((regexp) => regexp.test(id))) this.harness.tests.delete(id);
    if (this.harness.tests.size === 0) throw new Error(`expected tests in ${this.folders.join(', ')}, found none`);
  }

  async dryRun() {
    const tests = await this.run([...this.harness.tests.values()], () => true);
    this.stryker.currentTestId = undefined;
    writeFileSync(COSTS, JSON.stringify(tests.map(({ id, timeSpentMs }) => [id, timeSpentMs])));
    const { mutantCoverage } = this.stryker;
    delete mutantCoverage?.perTest[COLLECTING];
    return { status: DryRunStatus.Complete, tests, mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    // Not an error of the mutant's: Stryker restarts a runner that has ended and tries again.
    if (this.spoilt) process.exit(1);
    const chosen = this.cheapestFirst(testFilter ?? [...this.harness.tests.keys()]);
    Object.assign(this.stryker, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const tests = await this.run(chosen, (failed) => disableBail || !failed);
    const timedOut = determineHitLimitReached(this.stryker.hitCount, hitLimit);
    Object.assign(this.stryker, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    this.spoilt = await this.stillFails(tests);
    return toMutantRunResult(timedOut ?? { status: DryRunStatus.Complete, tests });
  }

  async dispose() {
    await this.harness?.leaveAll();
  }

  cheapestFirst(ids) {
    this.costs ??= new Map(JSON.parse(readFileSync(COSTS, 'utf8')));
    const sorted = ids.toSorted((a, b) => this.costs.get(a) - this.costs.get(b));
    return sorted.map((id) => this.harness.tests.get(id));
  }

  /** Results in Stryker's form, up to the first for which `goOn(failed)` is false. */
  async run(chosen, goOn) {
    const results = [];
    let started = performance.now();
    const before = ({ id }) => (this.stryker.currentTestId = id);
    await this.harness.runTests(chosen, before, ({ id, name }, error) => {
      const timeSpentMs = Math.round(performance.now() - started);
      started = performance.now();
      results.push({ id, name, timeSpentMs, ...verdict(error) });
      return goOn(error !== undefined);
    });
    return results;
  }

  async stillFails(tests) {
    const failed = tests.filter((t) => t.status === TestStatus.Failed).map((t) => this.harness.tests.get(t.id));
    const again = await this.run(failed, (failedAgain) => !failedAgain);
    return again.some((t) => t.status === TestStatus.Failed);
  }
}

const verdict = (error) =>
  error === undefined ? { status: TestStatus.Success } : { status: TestStatus.Failed, failureMessage: text(error) };

const text = (error) => (error instanceof Error ? (error.stack ?? error.message) : String(error)).slice(0, 2000);

/** The files of a folder and its subfolders whose names end so, in order; of a file, the file. */
function filesUnder(path, ending) {
  if (path.endsWith(ending)) return [resolve(path)];
  const entries = readdirSync(path, { recursive: true }).filter((entry) => entry.endsWith(ending));
  return entries.sort().map((entry) => resolve(path, entry));
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
