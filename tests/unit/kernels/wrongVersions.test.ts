/** The wrong versions of kernels and native sources, as data: every file is one catalogue, and every edit still matches. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { laneOf, libraryOf, readWrongVersions } from '../../../src/cli/commands/wrongVersions.ts';
import { LAYER_NAMES } from '../../../src/oracle/layers/layer.ts';
import { schemaProblems } from '../../support/schemas.ts';

interface Version {
  readonly id: string;
  readonly edits: readonly { readonly file: string; readonly find: string }[];
  readonly compiles?: readonly string[];
  readonly affects?: readonly string[];
  readonly lane: string;
  readonly killers: readonly string[];
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const FOLDERS = ['kernels/wrong', 'native/wrong'];

const catalogues = FOLDERS.flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const document = JSON.parse(readFileSync(join(ROOT, folder, name), 'utf8')) as {
        readonly versions: readonly Version[];
      };
      return { name: `${folder}/${name}`, document };
    }),
);
const versions = catalogues.flatMap(({ document }) => document.versions);

/** Least versions of a catalogue. The addon's two are controls of lanes, not a measure of one. */
const LEAST = new Map([
  ['kernels/wrong/mul_mat_vec_q.json', 12],
  ['kernels/wrong/quantize_q8_1.json', 4],
  ['kernels/wrong/rms_norm.json', 8],
  ['native/wrong/addon.json', 2],
  ['native/wrong/cpu-ops.json', 8],
  ['native/wrong/dequantisers.json', 8],
  ['native/wrong/planner.json', 8],
  ['native/wrong/thread-pool.json', 8],
]);

/** What may kill in a lane, beside the layers of the oracle and files of tests. */
const REPORTS: Readonly<Record<string, readonly string[]>> = {
  plain: [...LAYER_NAMES, 'defect'],
  asan: ['hygiene', 'heap-buffer-overflow'],
  tsan: ['race'],
  memory: ['abort'],
  endings: ['abort'],
  stress: ['race', 'hang', 'result', 'abort'],
};

describe('the catalogues of wrong versions', () => {
  it.each(catalogues.map(({ name, document }) => [name, document] as const))('%s has the form', (_name, document) => {
    expect(schemaProblems('wrong-versions', document)).toBeNull();
  });

  it('are those that are known, each with as many versions as it must have', () => {
    expect(catalogues.map(({ name }) => name).sort()).toEqual([...LEAST.keys()].sort());
    for (const { name, document } of catalogues)
      expect(document.versions.length, name).toBeGreaterThanOrEqual(LEAST.get(name) ?? NaN);
  });

  it('give every version an id and a library of its own', () => {
    expect(new Set(versions.map(({ id }) => id)).size).toBe(versions.length);
    const libraries = readWrongVersions(ROOT).map(libraryOf);
    expect(new Set(libraries).size).toBe(versions.length);
    expect(libraries).toContain('libff_cuda_sim_wrong_rms_norm_tail_dropped.so');
  });

  it('would fail where a version has a field too many, or no killer', () => {
    const [version] = versions;
    const document = (wrong: object): object => ({
      schema: 'flea-flicker/wrong-versions@1',
      subject: 'a',
      versions: [wrong],
    });
    expect(schemaProblems('wrong-versions', document({ ...version }))).toBeNull();
    expect(schemaProblems('wrong-versions', document({ ...version, number: 1 }))).not.toBeNull();
    expect(schemaProblems('wrong-versions', document({ ...version, killers: [] }))).not.toBeNull();
  });
});

describe('a wrong version', () => {
  it.each(versions.map((version) => [version.id, version] as const))(
    '%s changes what is there once, compiles a source and names who kills it',
    (_id, { edits, compiles = [], affects = [], lane, killers }) => {
      for (const { file, find } of edits) expect(readFileSync(join(ROOT, file), 'utf8').split(find).length).toBe(2);
      const sources = [...edits.map(({ file }) => file), ...compiles].filter((file) => /\.(?:cc|cu)$/.test(file));
      expect(sources.length).toBeGreaterThan(0);
      expect(affects.length > 0 || lane !== 'plain').toBe(true);
      if (lane === 'tests') for (const test of killers) expect(readFileSync(join(ROOT, test), 'utf8')).toContain('it(');
      else expect(REPORTS[lane]).toEqual(expect.arrayContaining([...killers]));
    },
  );

  it('that is not the oracle’s has a command that runs its lane', () => {
    for (const version of readWrongVersions(ROOT).filter(({ lane }) => lane !== 'plain'))
      expect(laneOf(version), version.id).toMatch(/^(?:kernels\/sim\/run_lanes|native\/sanitize)\.sh /);
  });

  it('leaves no switch in the sources', () => {
    const files = ['kernels', 'native'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(?:cc|cu|cuh|h)$/.test(name))
        .map((name) => join(ROOT, folder, name)),
    );
    expect(files.length).toBeGreaterThan(50);
    for (const file of files) expect(readFileSync(file, 'utf8')).not.toMatch(/FF_MUTA|FF_PLANT/);
  });
});
