/** The lane that rewrites hostile templates: its count, its exit code, its controls, and the templates it reads. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CONTROLS, controlFails } from '../../../bench/templates/control.ts';
import { exitCode, judgeSubject, usage, type Outcome } from '../../../bench/templates/lane.ts';
import { readArgs, USAGE } from '../../../bench/templates/laneArgs.ts';
import { subjectsOf } from '../../../bench/templates/subjects.ts';
import { PYTHON } from '../../../bench/templates/pythonProcess.ts';
import { startWitness, type WitnessProcess } from '../../../bench/templates/witnessProcess.ts';
import { TEMPLATE_CASES } from '../../../corpus/templateCases.ts';
import { EXAMPLES } from './examples.ts';

const [EXAMPLE = ''] = EXAMPLES;
const SUBJECT = { name: 'example', source: EXAMPLE };
const OPTIONS = { count: 3, seed: 1, tries: 10 };

/** In place of jinja2: finds what `effect` says, and confirms every `each`-th rewriting. */
function fake(effect: 'text' | null, each: number): WitnessProcess {
  let asked = 0;
  return {
    find: () => Promise.resolve({ witness: effect && { effect } }),
    holds: () => Promise.resolve(asked++ % each === 0),
    close: () => undefined,
  };
}

describe('a template in the lane', () => {
  it('is rewritten until enough rewritings are confirmed', async () => {
    const outcome = await judgeSubject(SUBJECT, fake('text', 2), OPTIONS);
    expect(outcome).toMatchObject({ effect: 'text', tried: 5 });
    expect(outcome.confirmed).toHaveLength(3);
    expect(exitCode([outcome], 3)).toBe(0);
  });

  it('fails the run where too few are confirmed within the tries', async () => {
    const outcome = await judgeSubject(SUBJECT, fake('text', 9), OPTIONS);
    expect(outcome.confirmed.length).toBeLessThan(3);
    expect(outcome.tried).toBeLessThanOrEqual(10);
    expect(exitCode([outcome], 3)).toBe(1);
  });

  it('is named apart without a witness, and a run without any witness fails', async () => {
    const outcome = await judgeSubject(SUBJECT, fake(null, 1), OPTIONS);
    expect(outcome).toMatchObject({ effect: null, reason: 'no conversation shows an effect', confirmed: [] });
    expect(exitCode([outcome], 3)).toBe(1);
    const other = await judgeSubject(SUBJECT, fake('text', 1), OPTIONS);
    expect(exitCode([outcome, other], 3)).toBe(0);
  });

  it.each([
    ['{% for m in messages %}', 'expected else or endfor, found the end of the template'],
    [`{{ [${'1,'.repeat(4000)}1] }}`, 'expected at most 3000 nodes, found 4003'],
  ])('is named apart where it cannot be rewritten: %.20s', async (source, reason) => {
    expect(await judgeSubject({ name: 'x', source }, fake('text', 1), OPTIONS)).toMatchObject({ effect: null, reason });
  });

  it('counts how often each rewriting is in a confirmed one', () => {
    const one = (used: readonly string[]): Outcome['confirmed'][number] => ({
      source: '',
      used,
      substitution: { texts: [], roles: [] },
    });
    const outcome = { name: '', effect: null, reason: '', tried: 3, confirmed: [one(['a']), one(['b', 'a'])] } as const;
    expect(usage([outcome])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
});

describe('the command line', () => {
  it('explains itself', () => {
    expect(readArgs(['--help'])).toBeNull();
    for (const option of ['FOLDER', '--count', '--seed', '--out', '--only', '--json', 'Exit 1', 'Exit 2'])
      expect(USAGE).toContain(option);
  });

  it('says what it expected', () => {
    expect(() => readArgs([])).toThrow('expected one folder, found 0');
    expect(() => readArgs(['a', '--count', 'many'])).toThrow('expected a whole number, found many');
  });

  it('tries forty times as often as it wants rewritings', () => {
    expect(readArgs(['a', '--count', '5'])).toMatchObject({ folder: 'a', count: 5, seed: 1, tries: 200 });
  });
});

describe('a folder of templates', () => {
  const folder = (): string => {
    const path = mkdtempSync(join(tmpdir(), 'flea-templates-'));
    onTestFinished(() => {
      rmSync(path, { recursive: true, force: true });
    });
    return path;
  };

  it('gives those of .jinja files and those inside .gguf files', () => {
    const path = folder();
    writeFileSync(join(path, 'a.jinja'), EXAMPLE);
    writeFileSync(
      join(path, 'b.gguf'),
      TEMPLATE_CASES.find(({ name }) => name === 'tool use')?.bad ?? new Uint8Array(),
    );
    writeFileSync(join(path, 'c.txt'), 'no');
    expect(subjectsOf(path).map(({ name }) => name)).toEqual(['a', 'b', 'b.tool_use']);
  });

  it('is refused without any', () => {
    expect(() => subjectsOf(folder())).toThrow('expected .jinja or .gguf files');
  });
});

describe('a control', () => {
  it('fails a witness that confirms everything, and one that confirms nothing', async () => {
    const [control] = CONTROLS;
    if (!control) throw new Error('expected a control');
    expect(await controlFails(control, fake('text', 1))).toContain('to be lost in');
    expect(await controlFails(control, fake('text', 2))).toContain('to be seen in');
    expect(await controlFails(control, fake(null, 1))).toContain('expected the effect text');
  });

  // The environment is made by hand: bench/templates/README.md.
  it.skipIf(!existsSync(PYTHON))('is rejected by jinja2 where the effect is lost', async () => {
    const process = await startWitness();
    onTestFinished(() => {
      process.close();
    });
    // The lane runs all of them before it begins; these take no time.
    const quick = CONTROLS.filter(({ effect }) => effect === 'text' || effect === 'internals');
    for (const control of quick) expect(await controlFails(control, process)).toBeNull();
    const outcome = await judgeSubject(SUBJECT, process, { count: 5, seed: 1, tries: 60 });
    expect(outcome).toMatchObject({ effect: 'text' });
    expect(outcome.confirmed).toHaveLength(5);
  });

  it('says how Python is set up where it is missing', async () => {
    await expect(startWitness('no/such/python')).rejects.toThrow(
      'expected no/such/python, found none: python3 -m venv',
    );
  });
});
