import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../../../src/campaign/places.ts';
import { TARGETS } from '../../../src/campaign/targets.ts';

const PROGRAMS = [...TARGETS.values()].flatMap((target) => [target, ...target.controls]);
const DICTIONARIES = [...new Set(PROGRAMS.flatMap(({ dictionary }) => dictionary ?? []))];

describe('every fuzz target', () => {
  it.each([...TARGETS.values()])(
    '$name has seeds, a source and a control',
    ({ name, kind, program, seeds, controls }) => {
      expect(existsSync(join(ROOT, `fuzz/seeds/${name}`))).toBe(true);
      expect(seeds).toContain(`fuzz/seeds/${name}`);
      expect(seeds).toContain(`corpus/regress/${name}`);
      const source = kind === 'jazzer' ? program.replace(/\.js$/, '.ts') : `fuzz/native/${program}.cc`;
      expect(existsSync(join(ROOT, source))).toBe(true);
      expect(controls.length).toBeGreaterThan(0);
    },
  );

  it('has controls that are other programs than the target', () => {
    for (const target of TARGETS.values())
      for (const control of target.controls) expect(control.program).not.toBe(target.program);
  });
});

describe.each(DICTIONARIES)('%s', (path) => {
  const lines = readFileSync(join(ROOT, path), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

  it('is what libFuzzer reads: name="value", with \\xNN, \\\\ and \\" as escapes', () => {
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) expect(line).toMatch(/^[a-z0-9_]+="(?:[^"\\]|\\x[0-9a-f]{2}|\\\\|\\")+"$/);
  });

  it('names nothing twice', () => {
    const names = lines.map((line) => line.slice(0, line.indexOf('=')));
    const values = lines.map((line) => line.slice(line.indexOf('=')));
    expect([new Set(names).size, new Set(values).size]).toEqual([lines.length, lines.length]);
  });
});
