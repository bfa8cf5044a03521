/** The ways to read a file, as they are built: whatever the file, its head and what is to be kept, all give the same. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { NUMBER_LAYOUTS } from '../../src/checks/numbers/layouts.ts';
import { PIECE_BYTES, type PassPlan } from '../../src/checks/pass/filePass.ts';
import { Rng } from '../../src/core/rng.ts';
import { temporaryFolder } from '../support/cli.ts';
import { isBuilt } from '../support/native.ts';
import { slicesOf } from '../support/ranges.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));
const folder = temporaryFolder();

interface WayCase {
  readonly path: string;
  readonly size: number;
  readonly headBytes: number;
  readonly plan: Omit<PassPlan, 'head'>;
}

interface WayResult {
  readonly sha256: string;
  readonly tallies: readonly unknown[];
  readonly kept: string;
}

/** Sizes and lengths at which something changes. */
const EDGES = [0, 1, 7, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 2 * PIECE_BYTES - 3, 2 * PIECE_BYTES];

const EVERY_LAYOUT = [...NUMBER_LAYOUTS.values()];

/** In order and apart, up to `most` of them. */
function cutsOf(rng: Rng, size: number, most: number): readonly number[] {
  return Array.from({ length: 2 * rng.int(0, most) }, () => rng.int(0, size)).sort((a, b) => a - b);
}

function extentsIn(rng: Rng, size: number): PassPlan['extents'] {
  const cuts = cutsOf(rng, size, 5);
  const extents: PassPlan['extents'][number][] = [];
  for (let i = 0; i + 1 < cuts.length; i += 2) {
    const { type } = rng.pick(EVERY_LAYOUT);
    const [start, end] = [cuts[i]!, cuts[i + 1]!];
    const bytes = Math.floor((end - start) / type.blockBytes) * type.blockBytes;
    if (bytes > 0) extents.push({ index: extents.length, fileOffset: start, bytes, typeId: type.id, rowBytes: 0 });
  }
  return extents;
}

function rangesOf(rng: Rng, size: number, most: number): PassPlan['kept'] {
  const cuts = cutsOf(rng, size, most);
  return Array.from({ length: cuts.length / 2 }, (_, i) => ({ start: cuts[2 * i]!, end: cuts[2 * i + 1]! }));
}

function caseOf(seed: number): WayCase {
  const rng = new Rng(seed);
  const size = seed < EDGES.length ? EDGES[seed]! : rng.int(0, 3 * PIECE_BYTES);
  const path = join(folder, String(seed));
  writeFileSync(path, rng.bytes(new Uint8Array(size)));
  const headBytes = rng.pick([0, size, Math.min(size, rng.pick(EDGES)), rng.int(0, size)]);
  const kept = rangesOf(rng, size, rng.pick([0, 3, 30]));
  return { path, size, headBytes, plan: { extents: extentsIn(rng, size), littleEndian: rng.int(0, 1) === 0, kept } };
}

/** What each way gives of each case, in one process: the thread of the program runs where the code is built. */
function resultsOf(cases: readonly WayCase[]): readonly Readonly<Record<string, WayResult>>[] {
  const input = join(folder, 'cases.json');
  writeFileSync(input, JSON.stringify(cases));
  const script = `
    import { readFileSync } from 'node:fs';
    import { passBy } from ${JSON.stringify(join(DIST, 'checks/pass/startPass.js'))};
    import { openFileSource } from ${JSON.stringify(join(DIST, 'gguf/source.js'))};
    const all = [];
    for (const { path, headBytes, plan } of JSON.parse(readFileSync(process.argv[1], 'utf8'))) {
      const head = new Uint8Array(readFileSync(path).subarray(0, headBytes));
      const results = {};
      for (const way of ['here', 'thread', 'native']) {
        const source = openFileSource(path);
        const pass = passBy(way, source, { ...plan, head }, {});
        if (pass) {
          const { kept, ...rest } = await pass.result;
          results[way] = { ...rest, kept: Buffer.from(kept).toString('hex') };
          await pass.close();
        }
        source.close();
      }
      all.push(results);
    }
    process.stdout.write(JSON.stringify(all));`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, input], {
    encoding: 'utf8',
    maxBuffer: 1 << 29,
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as readonly Readonly<Record<string, WayResult>>[];
}

describe('the ways of a pass', () => {
  it('give the same digest, tallies and kept bytes, and those are the file’s', () => {
    const cases = Array.from({ length: 40 }, (_, seed) => caseOf(seed));
    const results = resultsOf(cases);
    const ways = ['here', 'thread', ...(isBuilt('cpu') ? ['native'] : [])];
    let told = 0;
    for (const [i, { path, plan }] of cases.entries()) {
      const found = results[i]!;
      expect([i, Object.keys(found)]).toEqual([i, ways]);
      for (const way of ways) expect([i, way, found[way]]).toEqual([i, way, found['here']]);
      const bytes = new Uint8Array(readFileSync(path));
      const { sha256, kept, tallies } = found['here']!;
      expect([i, sha256]).toEqual([i, createHash('sha256').update(bytes).digest('hex')]);
      expect([i, kept === Buffer.from(slicesOf(bytes, plan.kept)).toString('hex')]).toEqual([i, true]);
      told += tallies.length;
    }
    expect(told).toBeGreaterThan(40);
  }, 120_000);
});
