/**
 * The cost of judging a file, for every surface: the exponent of the work that V8 does is at most 1.05, counted and so the same on every
 * machine; and no file of a megabyte, or of as much template as is read, exceeds the budget of the process that judges it.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { FILE_BUDGET } from '../../src/cli/judge/fileBudget.ts';
import { JudgeProcess } from '../../src/cli/judge/judgeProcess.ts';
import { watchedJudgement } from '../../src/cli/judge/watchedJudgement.ts';
import { TEMPLATE_COSTS } from '../../src/text/template/templateBudget.ts';
import { temporaryFolder } from '../support/cli.ts';
import { WorkCounter } from '../support/countWork.ts';
import { fitPower } from '../support/fitExponent.ts';

const MOST = 1.05;

const work = new WorkCounter((url) => /\/src\/(?:gguf|core|model|text|checks)\/|\/support\/plantedWork\./.test(url));
afterAll(() => {
  work.close();
});

// After the counter, which sees the blocks of what is loaded from then on.
const { hiddenInMetadata, hiddenInUnused } = await import('../../src/checks/hidden/hiddenFindings.ts');
const { aboutWhatWasRead } = await import('../../src/checks/aboutWhatWasRead.ts');
const { scannable } = await import('../../src/checks/pass/passPlan.ts');
const { metadataTextFindings } = await import('../../src/checks/texts/metadataTexts.ts');
const { kindFindings } = await import('../../src/checks/kinds/kindFindings.ts');
const { extentsOf, TensorScan } = await import('../../src/checks/numbers/tensorScan.ts');
const { numberFindings } = await import('../../src/checks/numbers/numberFindings.ts');
const { parseGguf } = await import('../../src/gguf/parse.ts');
const { bufferSource } = await import('../../src/gguf/source.ts');
const { Constants } = await import('../../src/text/template/constants.ts');
const { proofProblems } = await import('../../src/text/template/proof.ts');
const { isRead, readTemplate } = await import('../../src/text/template/readTemplate.ts');
const { sourceProblems, treeProblems } = await import('../../src/text/template/staticProblems.ts');
const { TemplateBudget } = await import('../../src/text/template/templateBudget.ts');
const { readTemplates } = await import('../../src/text/template/templates.ts');
const { candidateTriggers } = await import('../../src/text/template/candidateTriggers.ts');
const { COSTLY } = await import('../support/costlyFiles.ts');
const planted = await import('../support/plantedWork.ts');

const KINDS = Object.entries(COSTLY).flatMap(([surface, kinds]) =>
  Object.entries(kinds).map(([kind, of]) => ({ surface, kind, of })),
);

const SIZES: Readonly<Record<string, readonly number[]>> = { template: [8_000, 32_000, 128_000, 250_000] };
const OTHER_SIZES = [8_000, 32_000, 128_000, 512_000];

/** Everything that is judged of a file in the process itself: all but the digest and the trials of templates. */
function judged(bytes: Uint8Array, texts: readonly string[]): void {
  const source = bufferSource(bytes, 'm-00001-of-00002.gguf');
  const parsed = parseGguf(source);
  hiddenInUnused(source, parsed, 'strict');
  if (parsed.content) {
    hiddenInMetadata(source, parsed.content, 'strict');
    metadataTextFindings(parsed.content.metadata);
    const ofKind = kindFindings(parsed.content, 'm-00001-of-00002.gguf', { profile: 'strict', limits: {} });
    aboutWhatWasRead(ofKind, parsed.content);
    const scan = new TensorScan(extentsOf(scannable(parsed.content)), parsed.content.littleEndian);
    scan.piece(bytes, 0, 0, bytes.length);
    numberFindings(parsed.content, scan.tallies(), 'strict');
  }
  const budget = new TemplateBudget();
  for (const text of texts) {
    sourceProblems(text);
    const read = readTemplate(text, budget);
    if (!isRead(read)) continue;
    proofProblems(read, () => false, budget);
    const constants = new Constants(read, budget);
    treeProblems(read, constants);
    candidateTriggers(read, constants);
  }
}

function textsOf(bytes: Uint8Array): readonly string[] {
  const { content } = parseGguf(bufferSource(bytes));
  if (!content) return [];
  const { main, variants } = readTemplates(content.metadata);
  return [...(main ? [main] : []), ...variants].map(({ text }) => text).filter((text) => !/\s{5000}/.test(text));
}

describe('the work of judging a file', () => {
  it('has kinds of costly files for every surface that is in a file', () => {
    expect(Object.keys(COSTLY).sort()).toEqual(
      ['container', 'hidden', 'keys', 'numbers', 'shards', 'template', 'tensors', 'tokenizer'].sort(),
    );
    expect(KINDS.length).toBeGreaterThan(100);
  });

  it.each(KINDS.map(({ surface, kind, of }) => [surface, kind, of] as const))(
    'has an exponent of at most 1.05: %s, %s',
    (surface, _, of) => {
      const sizes = SIZES[surface] ?? OTHER_SIZES;
      const points = sizes.map((size) => {
        const bytes = of(size);
        const texts = textsOf(bytes);
        return [
          bytes.length,
          work.count(() => {
            judged(bytes, texts);
          }),
        ] as const;
      });
      expect(
        fitPower(
          points.map(([n]) => n),
          points.map(([, cost]) => cost),
        ),
      ).toBeLessThanOrEqual(MOST);
    },
    60_000,
  );

  it('would be seen to be more than linear', () => {
    const exponentOf = (cost: (n: number) => number): number => {
      const sizes = [1e2, 1e3, 1e4];
      return fitPower(
        sizes,
        sizes.map((n) => work.count(() => void cost(n))),
      );
    };
    expect(exponentOf(planted.quadratic)).toBeGreaterThan(1.9);
    expect(exponentOf(planted.slightlySuperlinear)).toBeGreaterThan(MOST);
    expect(exponentOf(planted.linear)).toBeLessThanOrEqual(MOST);
  });
});

describe('a costly file', () => {
  const JUDGE = fileURLToPath(new URL('../../dist/bundle/judgeChild.js', import.meta.url));
  const folder = temporaryFolder();
  const options = { profile: 'strict', failOn: 'error', suppress: new Set<string>(), limits: {} } as const;

  it.each(Object.keys(COSTLY))(
    'is judged within its budget of time and memory, every kind of %s, all by one process',
    async (surface) => {
      const judge = new JudgeProcess(JUDGE);
      try {
        for (const { kind, of } of KINDS.filter((row) => row.surface === surface)) {
          const path = join(folder, 'm-00001-of-00002.gguf');
          writeFileSync(path, of(surface === 'template' ? TEMPLATE_COSTS.characters - 10_000 : 1_000_000));
          const request = { path, options, files: 2 };
          const { judgement, isOver } = await watchedJudgement(
            judge,
            request,
            1 << 29,
            new AbortController().signal,
            () => undefined,
            FILE_BUDGET,
          );
          const { verdict, findings } = judgement.report;
          expect([kind, isOver, findings.filter(({ rule }) => rule === 'check/budget')]).toEqual([kind, false, []]);
          expect(verdict).not.toBe('undecided');
        }
      } finally {
        judge.kill();
      }
    },
    300_000,
  );
});
