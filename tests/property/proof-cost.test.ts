/** What it costs to prove a template: twice the template takes at most twice the steps, or more than it may, and then it is refused. */
import { describe, expect, it } from 'vitest';
import { countedProof, proofProblems } from '../../src/text/template/proof.ts';
import type { TemplateProblem } from '../../src/text/template/problem.ts';
import { isRead, readTemplate } from '../../src/text/template/readTemplate.ts';
import { TooManySteps } from '../../src/text/template/steps.ts';
import { parseTemplate } from '../../src/text/template/syntax/parseTemplate.ts';
import { TemplateSyntaxError } from '../../src/text/template/syntax/syntaxError.ts';
import { FLAT_TEMPLATES, HOSTILE_TEMPLATES, type CostlyTemplate } from '../support/costlyProofs.ts';

const isToken = (): boolean => false;
/** Of the processor, in a test that others run beside: ten times what it takes alone. */
const SECONDS = 15;

/** Null where it takes too many, or does not parse. */
function stepsOf(source: string): number | null {
  try {
    return countedProof(parseTemplate(source), isToken).steps;
  } catch (error) {
    if (error instanceof TooManySteps || error instanceof TemplateSyntaxError) return null;
    throw error;
  }
}

function problemsOf(source: string): readonly TemplateProblem[] {
  const read = readTemplate(source);
  return isRead(read) ? proofProblems(read, isToken) : [read];
}

function secondsOf(action: () => void): number {
  const before = process.cpuUsage().user;
  action();
  return (process.cpuUsage().user - before) / 1e6;
}

const flat = Object.entries(FLAT_TEMPLATES);
const hostile = Object.entries(HOSTILE_TEMPLATES);

describe('the steps of a proof', () => {
  it.each(flat)('are at most twice as many for twice the template: %s', (_, of: CostlyTemplate) => {
    const [once, twice] = [stepsOf(of(30_000)), stepsOf(of(60_000))];
    expect(once).not.toBeNull();
    expect((twice ?? Infinity) / (once ?? 1)).toBeLessThan(2.2);
  });

  it.each(flat)('are few enough for a million characters: %s', (_, of: CostlyTemplate) => {
    const source = of(1_000_000);
    expect(stepsOf(source)).toBeLessThan(5 * source.length);
  });

  it('are as many every time', () => {
    for (const [, of] of [...flat, ...hostile]) expect(stepsOf(of(4000))).toBe(stepsOf(of(4000)));
  });
});

describe('a template that is made to be costly', () => {
  it.each(hostile)(
    'is proven or refused in little time: %s',
    (_, of: CostlyTemplate) => {
      const source = of(250_000).slice(0, 260_000);
      expect(secondsOf(() => void problemsOf(source))).toBeLessThan(SECONDS);
    },
    60_000,
  );

  it('is refused where it takes too many steps, with how many it may take', () => {
    const source = HOSTILE_TEMPLATES['mappings of mappings']?.(60_000) ?? '';
    expect(problemsOf(source)).toEqual([
      {
        rule: 'template/not-proven',
        message: 'expected a template that can be followed in 12000000 steps, found one that takes more',
      },
    ]);
  });
});
