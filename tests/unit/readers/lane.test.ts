import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disagreement, twinDisagreement } from '../../../bench/readers/disagreements.ts';
import { count, exitCode, judgeMutant, newTally, type Judged } from '../../../bench/readers/lane.ts';
import { answerOf, startJudge, type Answer, type Judge } from '../../../bench/readers/llamaJudge.ts';
import { mutantAt } from '../../../bench/readers/mutants.ts';
import type { LaneSubject } from '../../../bench/readers/subjects.ts';
import { verdicts, type Verdict } from '../../../bench/readers/verdicts.ts';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';

const SUBJECT: LaneSubject = { name: 'llama-dense', architecture: 'llama', model: tinyLlama({ nLayer: 1, nFf: 32 }) };
const NAMES = ['ssm.state_size', 'pooling_type'];
const answer = (outcome: Answer['outcome']): Answer => ({ outcome, stage: 'use', reason: '' });
const verdict = (strict: boolean, compat: boolean): ReturnType<Verdict> => ({
  strict,
  compat,
  lacksPadding: false,
  rules: [],
});

/** What llama.cpp was recorded to do with this model's `rope.dimension_count` at 0: it hangs. */
const HANGING = {
  subject: SUBJECT,
  change: 'llama.rope.dimension_count: u32 0',
  model: {
    ...SUBJECT.model,
    metadata: [
      ...SUBJECT.model.metadata.filter(([key]) => key !== 'llama.rope.dimension_count'),
      ['llama.rope.dimension_count', { type: 'u32', value: 0 }] as const,
    ],
  },
};

const recorded = (outcome: Answer['outcome']): Judge => ({
  ask: () => Promise.resolve(answer(outcome)),
  close: () => undefined,
});

const judged = (judge: Judge, by: Verdict): Promise<Judged> =>
  judgeMutant(HANGING, {
    judge,
    verdict: by,
    path: join(mkdtempSync(join(tmpdir(), 'flea-lane-')), 'mutant.gguf'),
    limitMs: 1,
    patienceMs: 2,
  });

describe('what cannot stand together', () => {
  it.each(['aborts', 'hangs', 'nan'] as const)('is a pass in either profile where llama.cpp %s', (outcome) => {
    expect(disagreement(verdict(true, true), answer(outcome))).toEqual({ kind: 'harm', profile: 'both' });
    expect(disagreement(verdict(false, true), answer(outcome))).toEqual({ kind: 'harm', profile: 'compat' });
    expect(disagreement(verdict(false, false), answer(outcome))).toBeNull();
  });

  it('is a pass in strict of what llama.cpp refuses, and in compat it is none', () => {
    expect(disagreement(verdict(true, true), answer('refuses'))?.kind).toBe('refused');
    expect(disagreement(verdict(false, true), answer('refuses'))).toBeNull();
  });

  it('is no pass of a file without its last padding that the copying reader refuses, but any other refusal of it', () => {
    const passed = { ...verdict(true, true), lacksPadding: true };
    const early = { ...answer('refuses'), reason: 'gguf_init_from_reader: failed to read tensor data binary blob' };
    expect(disagreement(passed, early)).toBeNull();
    expect(disagreement(passed, answer('refuses'))?.kind).toBe('refused');
    expect(disagreement(verdict(true, true), early)?.kind).toBe('refused');
  });

  it('is a sound model that fails or does not run', () => {
    expect(twinDisagreement(verdict(true, true), answer('runs'))).toBeNull();
    expect(twinDisagreement(verdict(true, false), answer('runs'))?.kind).toBe('twin');
    expect(twinDisagreement(verdict(true, true), answer('nan'))?.kind).toBe('twin');
  });
});

describe('the lane', () => {
  it('agrees on a file that hangs llama.cpp, and disagrees as soon as the rule is taken away', async () => {
    const withRule = await judged(recorded('hangs'), verdicts);
    expect([withRule.disagreement, withRule.verdicts.compat]).toEqual([null, false]);
    const without = await judged(recorded('hangs'), () => verdict(true, true));
    expect(without.disagreement).toEqual({ kind: 'harm', profile: 'both' });
    const tally = newTally();
    count(tally, without);
    expect(exitCode(tally)).toBe(1);
  });

  it('passes when nothing is forbidden, and fails when nothing was asked', async () => {
    const tally = newTally();
    expect(exitCode(tally)).toBe(2);
    count(tally, await judged(recorded('hangs'), verdicts));
    expect(exitCode(tally)).toBe(0);
  });

  it('makes the same mutant of the same seed, and other ones of others', () => {
    const at = (i: number, seed: number): string => mutantAt(i, seed, [SUBJECT], NAMES).change;
    expect(at(7, 1)).toBe(at(7, 1));
    const changes = Array.from({ length: 200 }, (_, i) => at(i, 1));
    expect(new Set(changes).size).toBeGreaterThan(150);
    expect(changes.some((change) => change.includes('; '))).toBe(true);
    expect(changes.some((change) => change.includes('tensor'))).toBe(true);
  });
});

describe('the judge', () => {
  it.each([
    ['header loads model loads use loads ', 'exit 0', 'runs', 'use'],
    ['header loads model loads use nan ', 'exit 0', 'nan', 'use'],
    ['header loads model refuses ', 'exit 0', 'refuses', 'model'],
    ['header loads model ', 'SIGABRT', 'aborts', 'model'],
    ['header loads model loads use ', 'hangs', 'hangs', 'use'],
  ])('reads %j, %s', (lines, end, outcome, stage) => {
    expect(answerOf({ lines, end, reason: '' })).toMatchObject({ outcome, stage });
  });

  it('is a failure where it does not begin with a file', () => {
    expect(() => answerOf({ lines: '', end: 'exit 2', reason: '' })).toThrow('expected the judge to begin');
  });

  it('is a failure where it does not start', async () => {
    await expect(startJudge('/nonexistent/judge', [])).rejects.toThrow();
    await expect(startJudge(process.execPath, ['-e', ''])).rejects.toThrow('ended before it answered');
    await expect(startJudge(process.execPath, ['-e', 'console.log("{}")'])).rejects.toThrow('ready');
  });
});
