/** The catalogue of wrong kernels and the switches in the sources name the same mutants. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Mutant {
  readonly id: string;
  readonly number: number;
  readonly kernel: string;
  readonly file: string;
  readonly what: string;
  readonly killers: readonly string[];
  readonly lane: string;
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const { mutants } = JSON.parse(readFileSync(`${ROOT}kernels/mutants.json`, 'utf8')) as { mutants: readonly Mutant[] };

const LAYERS = ['lattice', 'bound', 'metamorphic', 'hygiene', 'race', 'defect'];
/** Numbers of FF_MUTATED_FORMAT are added to these: one switch in a template, one mutant of each format. */
const FORMAT_BASES = [300, 400];

function sources(): string {
  const files = ['', 'common/', 'naive/'].flatMap((folder) =>
    readdirSync(`${ROOT}kernels/${folder}`)
      .filter((name) => /\.cuh?$/.test(name))
      .map((name) => `${ROOT}kernels/${folder}${name}`),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

function switches(text: string): number[] {
  const numbers = (pattern: RegExp): number[] => [...text.matchAll(pattern)].map((match) => Number(match[1]));
  const byFormat = numbers(/FF_MUTATED_FORMAT\((\d+)\)/g).flatMap((n) => FORMAT_BASES.map((base) => base + n));
  return [...new Set([...numbers(/FF_MUTATED\((\d+)\)/g), ...byFormat])].sort((a, b) => a - b);
}

describe('the catalogue of wrong kernels', () => {
  it('has an entry for every switch in the sources, and a switch for every entry', () => {
    expect(mutants.map((m) => m.number).sort((a, b) => a - b)).toEqual(switches(sources()));
  });

  it('would notice a switch that the catalogue lacks', () => {
    expect(switches('FF_MUTATED(999) FF_MUTATED_FORMAT(1)')).toEqual([301, 401, 999]);
  });

  it('gives every mutant an id and a number of its own', () => {
    expect(new Set(mutants.map((m) => m.id)).size).toBe(mutants.length);
    expect(new Set(mutants.map((m) => m.number)).size).toBe(mutants.length);
  });

  it.each(mutants.map((m) => [m.id, m] as const))('%s names a file, a layer and a lane', (_id, m) => {
    expect(readFileSync(ROOT + m.file, 'utf8')).toContain(`Status ${m.kernel.split('.')[0] ?? ''}(`);
    expect(m.killers.length).toBeGreaterThan(0);
    expect(LAYERS).toEqual(expect.arrayContaining([...m.killers]));
    expect(['plain', 'asan', 'tsan']).toContain(m.lane);
  });

  it.each([
    ['rms_norm', 4],
    ['quantize_q8_1', 4],
    ['mul_mat_vec_q.q4_1', 6],
    ['mul_mat_vec_q.q8_0', 6],
  ])('has for %s at least %i', (kernel, least) => {
    expect(mutants.filter((m) => m.kernel === kernel).length).toBeGreaterThanOrEqual(least);
  });
});
