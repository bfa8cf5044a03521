/**
 * A file of which some part was not read never passes, whatever is suppressed and whatever a baseline accepts. Which files those are is
 * known twice: by what the report says of each surface, and, without asking it, by how the files were made.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOUND_MODEL, u32, withKey } from '../../corpus/modelCases.ts';
import { withoutAccepted } from '../../src/checks/acceptance.ts';
import type { CheckOptions } from '../../src/checks/checkFile.ts';
import { CORPUS_DIRECTORY, readCorpus } from '../../src/checks/corpus.ts';
import { fileReport } from '../../src/checks/fileReport.ts';
import { isUnread } from '../../src/core/coverage.ts';
import type { Finding } from '../../src/core/finding.ts';
import { tinyLlama } from '../../src/generate/tinyLlama.ts';
import type { Profile } from '../../src/gguf/types.ts';
import { writeGguf } from '../../src/gguf/write.ts';
import { verdictOf, type FailOn, type FileReport } from '../../src/report/report.ts';
import { KnownTemplates } from '../../src/text/template/knownTemplates.ts';
import { ALL_SUPPRESSED, checkBytes } from '../support/checkBytes.ts';
import { ggufModel, mutation } from '../support/ggufArbitrary.ts';
import { endOfData, UNREADABLE } from '../support/unreadable.ts';

const PROFILES: readonly Profile[] = ['strict', 'compat'];
const FAIL_ON: readonly FailOn[] = ['error', 'warning', 'note', 'partial'];
/** What gives a report on some bytes: the gate, or one with a defect. */
type Gate = (bytes: Uint8Array, options: Partial<CheckOptions>) => Promise<FileReport>;

/** A gate that judges by findings alone, as if every surface had been read. */
const blindGate: Gate = async (bytes, options) => {
  const report = await checkBytes(bytes, options);
  return { ...report, verdict: verdictOf({ findings: report.findings, coverage: [] }, options.failOn ?? 'error') };
};

/** A gate whose reports say of no surface that it is unread. */
const boastingGate: Gate = async (bytes, options) => {
  const report = await checkBytes(bytes, options);
  return { ...report, coverage: report.coverage.map(({ surface }) => ({ surface, state: 'examined' })) };
};

/** Throws where a file that has an unread part passes in any way that somebody may judge it. `kept`: what is not suppressed. */
function expectHeld(report: FileReport, profile: Profile, kept: (index: number) => boolean = () => false): void {
  const { path, bytes, findings, suppressed, coverage } = report;
  expect(report.verdict).not.toBe('pass');
  const all: readonly Finding[] = [...findings, ...suppressed.map(({ by: _, ...finding }) => finding)];
  for (const failOn of FAIL_ON) {
    const suppress = new Set(all.filter((_, i) => !kept(i)).map(({ rule }) => rule));
    expect(fileReport({ path, bytes, findings: all, coverage }, { profile, failOn, suppress }).verdict).not.toBe(
      'pass',
    );
    const plain = fileReport({ path, bytes, findings: all, coverage }, { profile, failOn, suppress: new Set() });
    const accepted = new Set(plain.findings.filter((_, i) => !kept(i)));
    const accepts = (_: FileReport, finding: Finding): string | null => (accepted.has(finding) ? 'known' : null);
    expect(withoutAccepted(plain, accepts, failOn).verdict).not.toBe('pass');
  }
}

/** Throws where a file with a part that nobody can read is said to be read, or passes. */
async function expectUnread(gate: Gate, bytes: Uint8Array, profile: Profile): Promise<void> {
  const report = await gate(bytes, { profile, suppress: ALL_SUPPRESSED });
  expect(isUnread(report.coverage)).toBe(true);
  expect(report.findings).toEqual([]);
  expect(report.verdict).toBe('undecided');
  expectHeld(report, profile);
  expect((await gate(bytes, { profile })).verdict).not.toBe('pass');
}

describe.each(PROFILES)('in the %s profile, a file that nobody can read to its end', (profile) => {
  it.each(Object.keys(UNREADABLE))('is said not to be read, and does not pass: %s', async (name) => {
    await expectUnread(checkBytes, UNREADABLE[name]!, profile);
  });

  it('is not read, wherever it was cut', async () => {
    // Without a template: each would be tried, in a process of its own.
    const model = withKey('tokenizer.chat_template', null);
    const bytes = writeGguf(model);
    const end = endOfData(bytes, model);
    const cuts = Array.from({ length: 60 }, (_, i) => Math.floor((i * end) / 60));
    for (const cut of [...cuts, end - 1]) await expectUnread(checkBytes, bytes.slice(0, cut), profile);
    const whole = await checkBytes(bytes.slice(0, end), { profile });
    expect([whole.verdict, isUnread(whole.coverage)]).toEqual(['pass', false]);
  });

  it('is not read, whatever it holds and wherever it was cut', async () => {
    await fc.assert(
      fc.asyncProperty(ggufModel, fc.nat(), async (model, at) => {
        const bytes = writeGguf(model);
        await expectUnread(checkBytes, bytes.slice(0, at % endOfData(bytes, model)), profile);
      }),
      { numRuns: 60 },
    );
  });
});

describe.each(PROFILES)('in the %s profile, a file with an unread part', (profile) => {
  it('does not pass, whatever was damaged and whatever is suppressed', async () => {
    let unread = 0;
    await fc.assert(
      fc.asyncProperty(ggufModel, mutation, fc.infiniteStream(fc.boolean()), async (model, mutate, draw) => {
        const report = await checkBytes(mutate(writeGguf(model)), { profile, suppress: ALL_SUPPRESSED });
        if (!isUnread(report.coverage)) return;
        unread++;
        expectHeld(report, profile, () => draw.next().value === true);
      }),
      { numRuns: 250 },
    );
    expect(unread).toBeGreaterThan(100);
  });

  // A template is tried alike in both profiles: once is enough.
  const hostile = readCorpus().filter(
    ({ result, flags }) => result === 'invalid' && (profile === 'strict' || !flags.includes('template')),
  );
  const knownTemplates = new KnownTemplates();

  it('does not pass, of every hostile file of the corpus', async () => {
    let unread = 0;
    for (const { path } of hostile) {
      const bytes = new Uint8Array(readFileSync(join(CORPUS_DIRECTORY, path)));
      const report = await checkBytes(bytes, { profile, suppress: ALL_SUPPRESSED, knownTemplates });
      if (!isUnread(report.coverage)) continue;
      unread++;
      expectHeld(report, profile);
      expectHeld(report, profile, (i) => i % 2 === 0);
    }
    expect(unread).toBeGreaterThan(100);
  }, 300_000);
});

/** Whole models of an architecture, without a template: each would be tried, in a process of its own. */
const soundModel = fc
  .record({
    seed: fc.nat(),
    nLayer: fc.integer({ min: 1, max: 2 }),
    matrixType: fc.constantFrom('F32', 'F16', 'Q4_1', 'Q8_0'),
    nHead: fc.constantFrom(4, 8),
  })
  .map((options) => tinyLlama({ ...options, nFf: 32 }))
  .map(({ metadata, ...model }) => ({
    ...model,
    metadata: metadata.filter(([key]) => key !== 'tokenizer.chat_template'),
  }));

describe('a sound file', () => {
  it.each(PROFILES)('has no unread part, and passes: %s', async (profile) => {
    await fc.assert(
      fc.asyncProperty(soundModel, async (model) => {
        const { coverage, verdict } = await checkBytes(writeGguf(model), { profile, suppress: ALL_SUPPRESSED });
        expect([isUnread(coverage), verdict]).toEqual([false, 'pass']);
      }),
      { numRuns: 20 },
    );
  });
});

const KEY_ERRORS: Readonly<Record<string, Uint8Array>> = {
  'without its block count': writeGguf(withKey('llama.block_count', null)),
  'with 0 blocks': writeGguf(withKey('llama.block_count', u32(0))),
  'with half a rotated head': writeGguf(withKey('llama.rope.dimension_count', u32(4))),
  'with an architecture that ends in a NUL': writeGguf(
    withKey('general.architecture', { type: 'string', value: 'llama\0' }),
  ),
};

describe.each(PROFILES)('in the %s profile, a model whose tensors cannot be held against its keys', (profile) => {
  it.each(Object.keys(KEY_ERRORS))('does not pass, whatever is suppressed: %s', async (name) => {
    const report = await checkBytes(KEY_ERRORS[name]!, { profile, suppress: ALL_SUPPRESSED });
    expect([report.verdict, report.coverage.find(({ surface }) => surface === 'tensors')?.state]).toEqual([
      'undecided',
      'partly',
    ]);
    expectHeld(report, profile);
  });
});

describe('the property', () => {
  it.each<[string, Gate]>([
    ['passes by findings alone', blindGate],
    ['says that it read everything', boastingGate],
  ])('is false of a gate that %s', async (_what, gate) => {
    for (const bytes of [UNREADABLE['an unknown tensor type']!, SOUND_MODEL.slice(0, 3000)])
      await expect(expectUnread(gate, bytes, 'strict')).rejects.toThrow();
  });

  it('is false of a report whose verdict forgets what was not read', async () => {
    const report = await checkBytes(UNREADABLE['65 dimensions']!, { suppress: ALL_SUPPRESSED });
    expect(() => {
      expectHeld({ ...report, coverage: [] }, 'strict');
    }).toThrow();
  });
});
