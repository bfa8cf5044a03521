/** The lane that runs other scanners beside the gate: how the answer of each is read, and what is made of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readOurs } from '../../../bench/templates/peers/readings.ts';
import { tallyOf, type Judged } from '../../../bench/templates/peers/score.ts';
import { setUpLines } from '../../../bench/templates/peers/setUp.ts';
import { tableOf } from '../../../bench/templates/peers/table.ts';
import { OURS, TOOLS } from '../../../bench/templates/peers/tools.ts';
import type { Answer, Reading, Verdict } from '../../../bench/templates/peers/verdict.ts';

interface Recorded extends Answer {
  readonly tool: string;
  readonly of: string;
  readonly verdict: Verdict;
}

const ANSWERS = JSON.parse(
  readFileSync(new URL('../../fixtures/template-peers/answers.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

const readingOf = (name: string): Reading | undefined => TOOLS.find((tool) => tool.name === name)?.read;

describe('the answers of the peers', () => {
  for (const { tool, of, verdict, ...answer } of ANSWERS)
    it(`reads what ${tool} answers to ${of} as: ${verdict}`, () => {
      expect(readingOf(tool)?.(answer)).toBe(verdict);
    });

  it('show a refusal, a pass and no verdict of every peer', () => {
    for (const { name } of TOOLS.filter((tool) => tool.name !== OURS)) {
      const verdicts = ANSWERS.filter(({ tool }) => tool === name).map(({ verdict }) => verdict);
      expect(verdicts, name).toEqual(expect.arrayContaining(['refuses', 'passes', 'cannot say']));
    }
  });
});

describe('the reading of any tool', () => {
  for (const { name, read } of TOOLS) {
    it(`takes an exit of ${name} without a report for no verdict, as when Python crashes`, () => {
      for (const code of [0, 1, 2]) expect(read({ code, stdout: '' })).toBe('cannot say');
    });

    it(`takes ${name} that was killed for no verdict`, () => {
      const [answer] = ANSWERS.filter(({ tool, verdict }) => tool === name && verdict === 'passes');
      expect(read({ code: null, stdout: answer?.stdout ?? '' })).toBe('cannot say');
    });
  }
});

describe('the reading of this gate', () => {
  const report = (...severities: readonly string[]): string =>
    JSON.stringify({ files: [{ findings: severities.map((severity) => ({ severity })) }] });

  it('refuses by the exit code', () => {
    expect(readOurs({ code: 1, stdout: report('error', 'warning') })).toBe('refuses');
  });

  it('tells a warning from a note', () => {
    expect(readOurs({ code: 0, stdout: report('warning') })).toBe('warns');
    expect(readOurs({ code: 0, stdout: report('note') })).toBe('passes');
  });
});

describe('the table', () => {
  const judged: readonly Judged[] = (['refuses', 'refuses', 'warns', 'passes', 'cannot say'] as const).map(
    (verdict) => ({ file: 'a.gguf', verdict }),
  );

  it('counts what is refused, warned of and not read', () => {
    expect(tallyOf(judged)).toEqual({ files: 5, refused: 2, warned: 1, cannotSay: 1 });
  });

  it('gives a row to each tool, with the denominators', () => {
    const tally = tallyOf(judged);
    const row = tableOf([{ tool: 'one', version: '1.2', hostile: tally, benign: tally, seconds: 3.4 }]).split('\n')[2];
    expect(row).toBe('| one | 1.2 | 2 of 5 | 1 | 1 | 2 of 5 | 1 | 1 | 3 |');
  });
});

describe('the set-up', () => {
  it('is a line for a peer that is not there as pinned, and none for this gate', () => {
    const lines = setUpLines(TOOLS.map((tool) => ({ ...tool, version: 'another' })));
    expect(lines).toHaveLength(TOOLS.length - 1);
    expect(lines[0]).toContain('bench/templates/peers/requirements/c4nary.txt');
  });
});
