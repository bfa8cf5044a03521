import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expiredFindings, withoutAccepted } from '../../../src/checks/acceptance.ts';
import { acceptedBy, parseBaseline, renderBaseline, type BaselineEntry } from '../../../src/checks/baseline.ts';
import { readCorpus } from '../../../src/checks/corpus.ts';
import { renderRulesPage, ruleExamples, ruleLinks } from '../../../src/checks/ruleGuide.ts';
import { RULES } from '../../../src/checks/rules.ts';
import { suppressions } from '../../../src/checks/suppressions.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { findingFingerprint } from '../../../src/report/fingerprint.ts';
import { reportOf, type FileReport } from '../../../src/report/report.ts';
import { schemaProblems } from '../../support/schemas.ts';

const NOW = new Date('2030-01-31T12:00:00Z');
const finding: Finding = { rule: 'gguf/version-2', severity: 'error', message: 'old', offset: 4 };
const other: Finding = { ...finding, rule: 'gguf/big-endian' };
const file: FileReport = { ...reportOf('a.gguf', 1, [finding, other]), sha256: 'ab'.repeat(32) };

function accepted(report: FileReport, entries: readonly BaselineEntry[]): FileReport {
  return withoutAccepted(report, acceptedBy(entries, NOW), 'error');
}

describe('a baseline', () => {
  const written = renderBaseline([file, { ...file, path: 'b.gguf' }], NOW);
  const entries = parseBaseline(written, 'x');

  it('meets its schema, with a reason and a date in ninety days', () => {
    expect(schemaProblems('baseline', JSON.parse(written))).toBeNull();
    expect(entries).toHaveLength(4);
    expect(entries[0]).toMatchObject({ rule: 'gguf/version-2', file: 'a.gguf', expires: '2030-05-01' });
  });

  it('drops what it accepts and nothing else: another rule, file, place or byte still fails', () => {
    const [only] = entries;
    const judged = accepted(file, [only!]);
    expect([judged.verdict, judged.findings]).toEqual(['fail', [other]]);
    expect(accepted(file, entries)).toMatchObject({ verdict: 'pass', findings: [] });
    for (const change of [{ path: 'c.gguf' }, { sha256: '00'.repeat(32) }, { findings: [{ ...finding, offset: 5 }] }])
      expect(accepted({ ...file, ...change }, [only!]).verdict).toBe('fail');
  });

  it('does not tell messages apart: they change with releases', () => {
    expect(findingFingerprint('a', { ...finding, message: 'new words' })).toBe(findingFingerprint('a', finding));
  });

  it('never makes an undecided file pass', () => {
    expect(accepted({ ...file, verdict: 'undecided', reason: 'stopped' }, entries).verdict).toBe('undecided');
  });

  it.each([
    ['2030-02-01', 0],
    ['2030-01-31', 1],
    ['2020-01-01', 1],
  ])('whose entry expires on %s fails so many times on 2030-01-31: %d', (expires, times) => {
    const dated = [{ ...entries[0]!, expires }];
    const found = expiredFindings(dated, NOW);
    expect(found.map((f) => `${f.rule} ${f.severity}`)).toEqual(
      new Array<string>(times).fill('check/baseline-expired error'),
    );
    expect(accepted(file, dated).findings.length).toBe(1 + times);
  });

  it.each([
    ['no JSON', '{'],
    ['another document', '{"schema":"flea-flicker/check@1","entries":[]}'],
    ['no reason', written.replaceAll('not reviewed: written by --write-baseline', ' ')],
    ['no date', written.replaceAll('2030-05-01', 'never')],
    ['a date that is none', written.replaceAll('2030-05-01', '2030-02-30')],
  ])('is refused with %s', (_what, text) => {
    expect(() => parseBaseline(text, 'x')).toThrow(expect.objectContaining({ code: 'io/baseline' }) as Error);
  });
});

describe('--suppress', () => {
  it.each([
    ['gguf/version-2', 'gguf/version-2', 'any.gguf', true],
    ['gguf/version-2', 'gguf/version-22', 'any.gguf', false],
    ['gguf/*', 'gguf/version-2', 'any.gguf', true],
    ['gguf/*', 'model/key-range', 'any.gguf', false],
    ['gguf/version-2@*.gguf', 'gguf/version-2', 'deep/any.gguf', true],
    ['gguf/version-2@*.gguf', 'gguf/big-endian', 'deep/any.gguf', false],
    ['gguf/version-2@old/*', 'gguf/version-2', './old/any.gguf', true],
    ['gguf/version-2@old/*', 'gguf/version-2', 'old/deep/any.gguf', false],
    ['gguf/version-2@old/**', 'gguf/version-2', 'old/deep/any.gguf', true],
    ['gguf/version-2@**/any.gguf', 'gguf/version-2', 'any.gguf', true],
    ['gguf/version-2@a?y.gguf', 'gguf/version-2', 'any.gguf', true],
    ['gguf/version-2@a.gguf', 'gguf/version-2', 'aXgguf', false],
    ['gguf/version-2@old/*', 'gguf/version-2', 'older/any.gguf', false],
  ])('%s drops %s of %s: %s', (text, rule, path, dropped) => {
    expect(suppressions([text])(rule, path)).toBe(dropped ? text : null);
  });

  it.each(['', '@x', 'gguf/version-2@', 'gguf.version-2', 'gguf/version-1', 'gguff/*'])('refuses %j', (text) => {
    expect(() => suppressions([text])).toThrow(expect.objectContaining({ code: 'usage/suppress' }) as Error);
  });
});

describe('the guide to the rules', () => {
  const rules = [...RULES.values()];

  it('has an example for every rule, and no example for a rule that is gone', () => {
    const examples = ruleExamples();
    expect(rules.filter((rule) => !examples.has(rule.id)).map((rule) => rule.id)).toEqual([]);
    expect([...examples.keys()].filter((id) => !RULES.has(id))).toEqual([]);
  });

  it('knows where every weakness, CVE and risk that a rule names is described', () => {
    const unknown = rules.flatMap((rule) => ruleLinks(rule).filter(([, url]) => url === null));
    expect(unknown).toEqual([]);
    expect(rules.flatMap(ruleLinks).length).toBeGreaterThan(50);
  });

  it('is written to docs/rules.md: run `npm run docs:rules`', () => {
    const page = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
    expect(page).toBe(renderRulesPage(rules, readCorpus()));
    for (const rule of rules) expect(page).toContain(`### ${rule.id}\n`);
  });
});
