/**
 * What it costs to judge a template as a whole, read once and looked into by every rule: linear in its nodes, counted and so the same on every
 * machine; and a million nodes within a bound of time and memory, in a process of its own.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/cli.ts';
import { WorkCounter } from '../support/countWork.ts';
import { fitPower } from '../support/fitExponent.ts';

const work = new WorkCounter((url) => /\/src\/text\/|\/support\/plantedWork\./.test(url));
afterAll(() => {
  work.close();
});

// After the counter, which sees the blocks of what is loaded from then on.
const { Constants } = await import('../../src/text/template/constants.ts');
const { proofProblems } = await import('../../src/text/template/proof.ts');
const { isRead, readTemplate } = await import('../../src/text/template/readTemplate.ts');
const { sourceProblems, treeProblems } = await import('../../src/text/template/staticProblems.ts');
const { TemplateBudget, TEMPLATE_COSTS } = await import('../../src/text/template/templateBudget.ts');
const { FLAT_TREES } = await import('../support/flatTrees.ts');
const { HOSTILE_TEMPLATES } = await import('../support/costlyProofs.ts');
const planted = await import('../support/plantedWork.ts');

type Pass = (nodes: number) => unknown;

/** Everything but the trial. Gives the steps of the proof; `pass` is one more rule. */
function judged(source: string, pass: Pass = () => undefined): number {
  const budget = new TemplateBudget();
  sourceProblems(source);
  const read = readTemplate(source, budget);
  if (!isRead(read)) throw new Error(`expected a template, found ${read.message}`);
  proofProblems(read, () => false, budget);
  treeProblems(read, new Constants(read, budget));
  pass(read.nodes.length);
  return budget.spent('steps');
}

const SIZES = [2_000, 8_000, 32_000];
const MOST = 1.05;

function exponentOf(cost: (nodes: number) => number): number {
  return fitPower(SIZES, SIZES.map(cost));
}

const workOf = (of: (nodes: number) => string, pass?: Pass): number =>
  exponentOf((nodes) => {
    const source = of(nodes);
    return work.count(() => void judged(source, pass));
  });

/** As many as all templates of a file may have, or nearly. */
const NODES = 250_000;

const flat = Object.entries(FLAT_TREES);

describe('judging a flat template', () => {
  it.each(flat)('takes work in proportion to its nodes: %s', (_, of) => {
    expect(workOf(of)).toBeLessThanOrEqual(MOST);
  });

  it.each(flat)('takes as many steps for 250,000 nodes as a file has, and in proportion: %s', (_, of) => {
    const most = judged(of(NODES));
    expect(most).toBeLessThan(TEMPLATE_COSTS.steps);
    expect(most / judged(of(NODES / 10))).toBeLessThan(10.5);
  });

  it('would be seen to be more than linear', () => {
    const of = FLAT_TREES['conditions'] ?? String;
    expect(workOf(of, planted.quadratic)).toBeGreaterThan(MOST);
    expect(workOf(of, planted.linear)).toBeLessThanOrEqual(MOST);
  });
});

const CHILD = fileURLToPath(new URL('../support/templateCostChild.mjs', import.meta.url));
/** What `npm run build:ts` writes, and `npm test` before the tests. */
const MODULES = fileURLToPath(new URL('../../dist', import.meta.url));
const MIB = 2 ** 20;

interface Cost {
  readonly seconds: number;
  readonly peak: number;
  readonly rules: readonly string[];
}

const folder = temporaryFolder();

function costOf(source: string, ...args: readonly string[]): Cost {
  const path = join(folder, 'template');
  writeFileSync(path, source, 'latin1');
  const { stdout, stderr } = spawnSync(process.execPath, [CHILD, MODULES, path, ...args], { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cost;
}

/** Of the processor: five times what most take alone, two seconds; in a test that others run beside. */
const SECONDS = 5;
/** Above what the process takes without a template: half as much again as most take alone, 256 MiB. Collectors fall behind on a busy machine. */
const BYTES = 384 * MIB;
/** What holds hundreds of thousands of texts or of macros takes more: no template that anybody wrote has a thousand. */
const MORE_BYTES: Readonly<Record<string, number>> = {
  macros: 768 * MIB,
  'a list of strings': 512 * MIB,
};

describe('a template of 250,000 nodes', () => {
  it.each(flat)(
    'is judged as a whole in its time and memory: %s',
    (kind, of) => {
      const { seconds, peak, rules } = costOf(of(NODES));
      expect(seconds).toBeLessThan(SECONDS);
      expect(peak).toBeLessThan(MORE_BYTES[kind] ?? BYTES);
      // Proven, or refused for its blanks; it is not tried, which is said and no more.
      expect(
        rules.filter((rule) => !rule.startsWith('note')).filter((rule) => !/text-out-of-sight|exhausts/.test(rule)),
      ).toEqual([]);
      expect(rules.some((rule) => rule === 'note template/not-tried' || rule === 'error template/exhausts')).toBe(true);
    },
    120_000,
  );

  it('would be seen to take too long, and too much', () => {
    const source = (FLAT_TREES['names that are printed'] ?? String)(NODES);
    expect(costOf(source, 'quadratic').seconds).toBeGreaterThan(SECONDS);
    expect(costOf(source, 'hoarder').peak).toBeGreaterThan(BYTES);
  }, 240_000);
});

/** 5 s and 512 MiB for a file, and 2 s a MiB beyond the first. */
const SECONDS_OF_FILE = 5;
const SECONDS_PER_MIB = 2;
const BYTES_OF_FILE = 512 * MIB;

describe('a hostile template of as much as a file may have', () => {
  it.each(Object.entries(HOSTILE_TEMPLATES))(
    'is judged within the budget of its file: %s',
    (_, of) => {
      const source = of(1_000_000).slice(0, TEMPLATE_COSTS.characters);
      const { seconds, peak } = costOf(source);
      expect(seconds).toBeLessThan(SECONDS_OF_FILE + SECONDS_PER_MIB * (source.length / MIB - 1));
      expect(peak).toBeLessThan(BYTES_OF_FILE);
    },
    120_000,
  );
});
