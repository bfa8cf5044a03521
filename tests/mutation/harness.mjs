/**
 * What the unit tests use of vitest's interface, collected once and run as often as wanted: describe, it, their `each`,
 * `runIf` and `skipIf`, and the hooks. `expect` is vitest's own. A test file that needs more fails to load, and says so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import {
  ASYMMETRIC_MATCHERS_OBJECT,
  chai,
  getState,
  JestAsymmetricMatchers,
  JestChaiExpect,
  JestExtend,
  setState,
} from '@vitest/expect';

for (const plugin of [JestExtend, JestChaiExpect, JestAsymmetricMatchers, fileSnapshots]) chai.use(plugin);

export const expect = Object.assign((value, message) => chai.expect(value, message), chai.expect);
Object.assign(expect, globalThis[ASYMMETRIC_MATCHERS_OBJECT], { getState: () => getState(expect) });
setState({ assertionCalls: 0, isExpectingAssertions: false, expectedAssertionsNumber: null }, expect);

/** The test file that is being loaded or run: paths of file snapshots are relative to it. */
let currentFile = '';

function fileSnapshots({ Assertion }) {
  Assertion.addMethod('toMatchFileSnapshot', function (path) {
    const file = resolve(dirname(fileURLToPath(currentFile)), path);
    if (!existsSync(file)) throw new Error(`expected the snapshot ${file}, found none`);
    new Assertion(this._obj).to.equal(readFileSync(file, 'utf8'));
  });
}

/** @typedef {{ name: string, parent?: Suite, before: Function[], after: Function[], beforeEach: Function[], afterEach: Function[] }} Suite */
/** @typedef {{ id: string, name: string, file: string, suite: Suite, body: Function }} Test */

const newSuite = (name, parent) => ({ name, parent, before: [], after: [], beforeEach: [], afterEach: [] });
let suite = newSuite('');

/** Every test that the loaded files declare, in their order. @type {Map<string, Test>} */
export const tests = new Map();

/** Loads a test file; its declarations join `tests`. */
export async function collect(url) {
  currentFile = url;
  suite = newSuite('');
  await import(url);
}

function declareSuite(name, body) {
  const outer = suite;
  suite = newSuite(fullName(outer, name), outer);
  const returned = body();
  suite = outer;
  if (returned !== undefined) throw new TypeError(`expected describe(${name}) to be synchronous`);
}

function declareTest(name, ...rest) {
  const body = rest.find((argument) => typeof argument === 'function');
  const full = fullName(suite, name);
  let id = full;
  for (let twin = 2; tests.has(id); twin++) id = `${full} (${String(twin)})`;
  tests.set(id, { id, name: full, file: currentFile, suite, body });
}

const fullName = (outer, name) => (outer.name === '' ? name : `${outer.name} ${name}`);

/** Vitest's titles: %s and the like take the arguments in turn, %# is the row's number, $key a property of the row. */
function title(template, row, index) {
  const named = template
    .replaceAll('%#', String(index))
    .replace(/\$([\w.]+)/g, (whole, path) => String(path.split('.').reduce((at, key) => at?.[key], row[0]) ?? whole));
  return /%[sdifjoO]/.test(named) ? format(named, ...row).slice(0, 300) : named;
}

function withVariants(declare) {
  const skip = () => undefined;
  const each = (table) => (name, body, options) => {
    for (const [index, entry] of [...table].entries()) {
      const row = Array.isArray(entry) ? entry : [entry];
      declare(title(name, row, index), () => body(...row), options);
    }
  };
  const when = (wanted) => (wanted ? Object.assign(declare, { each }) : Object.assign(skip, { each: () => skip }));
  return Object.assign(declare, { each, skip, runIf: when, skipIf: (unwanted) => when(!unwanted) });
}

export const describe = withVariants((name, body) => declareSuite(name, body));
export const it = withVariants((name, ...rest) => declareTest(name, ...rest));
/** @alias: vitest has both names. */
export const test = it;
export const beforeAll = (hook) => void suite.before.push(hook);
export const afterAll = (hook) => void suite.after.push(hook);
export const beforeEach = (hook) => void suite.beforeEach.push(hook);
export const afterEach = (hook) => void suite.afterEach.push(hook);

const lineage = (from) => (from === undefined ? [] : [...lineage(from.parent), from]);

/** Suites whose `beforeAll` has run. They are left at the end alone: what a test file makes once, it makes as it is loaded too. */
const entered = new Set();

/**
 * Runs the tests in their order; ends early when `onResult` returns false.
 *
 * @param {Test[]} chosen
 * @param {(test: Test) => void} onStart
 * @param {(test: Test, error: unknown) => boolean} onResult with undefined for a test that held
 */
export async function runTests(chosen, onStart, onResult) {
  for (const one of chosen) {
    onStart(one);
    if (!onResult(one, await outcome(one))) return;
  }
}

/** Runs what `afterAll` was given. */
export async function leaveAll() {
  for (const left of [...entered].reverse()) for (const hook of left.after) await hook();
  entered.clear();
}

async function outcome(one) {
  const path = lineage(one.suite);
  currentFile = one.file;
  try {
    for (const each of path) await enter(each);
    for (const each of path) for (const hook of each.beforeEach) await hook();
    await one.body();
    return undefined;
  } catch (error) {
    return error ?? new Error('a test threw nothing');
  } finally {
    for (const each of path) for (const hook of each.afterEach) await hook();
  }
}

async function enter(each) {
  if (entered.has(each)) return;
  entered.add(each);
  for (const hook of each.before) await hook();
}
