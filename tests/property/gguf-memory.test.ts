/** What reading a GGUF file costs in memory and in time, measured in processes that do nothing else. */
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { COST_SUBJECTS } from '../support/costSubjects.ts';
import { fitPower } from '../support/fitExponent.ts';

const CHILD = fileURLToPath(new URL('../support/costChild.mjs', import.meta.url));
/** What `npm run build:ts` writes, and `npm test` before the tests. */
const MODULES = fileURLToPath(new URL('../../dist', import.meta.url));
const MIB = 2 ** 20;
const SIZES = [1e5, 3e5, 1e6];

interface Cost {
  readonly yardsticks: number;
  readonly peak: number;
  readonly retained: number;
  readonly metadata: number;
}

const folder = temporaryFolder();
let files = 0;

function costOf(bytes: Uint8Array, ...args: readonly string[]): Cost {
  const path = join(folder, `${String(files++)}.gguf`);
  writeFileSync(path, bytes);
  return child(path, ...args);
}

function child(...args: readonly string[]): Cost {
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', CHILD, MODULES, ...args], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

/**
 * A stopwatch judges the machine and its other work as well: limits of time are in turns of the yardstick of costChild.mjs, which
 * took 3.6 ms where 2 MB took 50 at most.
 */
const YARDSTICKS_IN_100_MS = 28;
/** Some under the strict limit. */
const MOST_KEYS = 65_000;

/** As many as a file of some megabytes can hold, more than the strict limits let through. */
const LARGEST: Readonly<Record<string, number>> = {
  keys: 1e6,
  tensors: 1e6,
  'tensors, each with padding': 1e6,
  'tensors out of order': 1e6,
  'elements of a numeric array': 1e6,
  'elements of an array of strings': 1e6,
  'bytes of a string': 1e7,
  'arrays in an array': 1e6,
  'the depth of nesting': 1e6,
};

describe('reading a GGUF file', () => {
  it('has a build to measure', () => {
    expect(existsSync(join(MODULES, 'gguf/parse.js')), 'run `npm run build:ts`').toBe(true);
  });

  it.each(Object.entries(LARGEST))(
    'peaks under 64 MiB and twice the metadata, whatever the number of %s',
    (name, n) => {
      const { peak, metadata } = costOf(COST_SUBJECTS[name]!(n));
      expect(peak).toBeLessThan(64 * MIB + 2 * metadata);
    },
  );

  it.each(Object.keys(COST_SUBJECTS))(
    'peaks, and keeps, with an exponent of at most 1.05 in the number of %s',
    (name) => {
      const costs = SIZES.map((n) => costOf(COST_SUBJECTS[name]!(n)));
      // What is not there at all has no logarithm.
      const exponents = [costs.map(({ peak }) => peak), costs.map(({ retained }) => retained)].map((bytes) =>
        fitPower(
          SIZES,
          bytes.map((each) => Math.max(each, MIB)),
        ),
      );
      expect(Math.max(...exponents)).toBeLessThanOrEqual(1.05);
    },
  );

  it.each(['retained', 'peak'] as const)('would be seen to need more than that, as %s', (figure) => {
    const costs = SIZES.map((n) => child('planted', String(Math.round(20 * n ** 1.2)))[figure]);
    expect(fitPower(SIZES, costs)).toBeGreaterThan(1.05);
    const large = child('planted', String(128 * MIB));
    expect(large.peak).toBeGreaterThan(64 * MIB);
  });

  it.each(['tensors', 'keys'])('would be seen to make an object of each of a million %s', (name) => {
    const { peak, metadata } = costOf(COST_SUBJECTS[name]!(1e6), 'hoarder');
    expect(peak).toBeGreaterThan(64 * MIB + 2 * metadata);
  });

  it.each(Object.entries(COST_SUBJECTS))('takes less than 100 ms for 2 MB of %s', (name, make) => {
    const perEntry = (make(2000).length - make(1000).length) / 1000;
    // More keys than the limit are refused at once: as many as it lets through.
    const n = Math.min(Math.floor(2e6 / perEntry), name === 'keys' ? MOST_KEYS : Infinity);
    expect(costOf(make(n), 'limited').yardsticks).toBeLessThan(YARDSTICKS_IN_100_MS);
  });

  it('would be seen to take longer, by what eight times the keys take', () => {
    const { yardsticks } = costOf(COST_SUBJECTS['keys']!(8 * MOST_KEYS));
    expect(yardsticks).toBeGreaterThan(YARDSTICKS_IN_100_MS);
  });

  it('allocates nothing for what a header claims', () => {
    for (const claim of [2n ** 32n, 2n ** 48n, 2n ** 63n - 1n])
      for (const at of [8, 16]) {
        const bytes = COST_SUBJECTS['keys']!(1000);
        new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(at, claim, true);
        const { peak, yardsticks } = costOf(bytes);
        expect([peak < 16 * MIB, yardsticks < YARDSTICKS_IN_100_MS / 5]).toEqual([true, true]);
      }
  });
});
