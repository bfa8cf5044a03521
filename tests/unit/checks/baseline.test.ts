/** What a baseline is, word for word; what it accepts is in policy.test.ts. */
import { describe, expect, it } from 'vitest';
import { expiredFindings, parseBaseline, renderBaseline, withoutAccepted } from '../../../src/checks/baseline.ts';
import { suppressions } from '../../../src/checks/suppressions.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { findingFingerprint } from '../../../src/report/fingerprint.ts';
import { reportOf, type FileReport } from '../../../src/report/report.ts';

const NOW = new Date('2030-01-31T12:00:00Z');
const FINDING: Finding = { rule: 'gguf/version-2', severity: 'error', message: 'old', path: 'header.version' };
const WHOLE: Finding = { rule: 'check/too-large', severity: 'error', message: 'large' };
const FILE: FileReport = reportOf('a.gguf', 1, [FINDING, WHOLE]);
const ENTRY = {
  fingerprint: 'ab'.repeat(16),
  rule: 'gguf/version-2',
  file: 'a.gguf',
  reason: 'known',
  expires: '2030-02-01',
};

function attempt(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe('a new baseline', () => {
  it('has an entry for every finding, until ninety days from now, with a part where the finding has one', () => {
    const reason = 'not reviewed: written by --write-baseline';
    const common = { file: 'a.gguf', reason, expires: '2030-05-01' };
    expect(JSON.parse(renderBaseline([FILE], NOW))).toEqual({
      schema: 'flea-flicker/baseline@1',
      entries: [
        { ...common, fingerprint: findingFingerprint('a.gguf', FINDING), rule: FINDING.rule, path: 'header.version' },
        { ...common, fingerprint: findingFingerprint('a.gguf', WHOLE), rule: WHOLE.rule },
      ],
    });
  });

  it('has one entry for what is found twice, and is indented, with a line break at its end', () => {
    const text = renderBaseline([{ ...FILE, findings: [WHOLE, WHOLE] }], NOW);
    expect(text.match(/fingerprint/g)).toHaveLength(1);
    expect(text).toMatch(/^\{\n {2}"schema"[^]*\}\n$/);
  });

  it('accepts everything that it was made of', () => {
    const entries = parseBaseline(renderBaseline([FILE], NOW), 'x');
    expect(withoutAccepted(FILE, entries, NOW, 'error')).toEqual({
      ...FILE,
      verdict: 'pass',
      findings: [],
      suppressed: FILE.findings.map((found) => ({ ...found, by: 'not reviewed: written by --write-baseline' })),
    });
  });
});

describe('a baseline that is none', () => {
  const refusal = (document: unknown): unknown =>
    attempt(() => parseBaseline(typeof document === 'string' ? document : JSON.stringify(document), 'b.json'));
  const withEntry = (change: object): object => ({
    schema: 'flea-flicker/baseline@1',
    entries: [{ ...ENTRY, ...change }],
  });
  const prefix = '"b.json": expected a baseline, found otherwise: ';

  it('is refused with the file’s name', () => {
    expect(refusal('{')).toMatchObject({ code: 'io/baseline', path: 'b.json', message: `${prefix}expected JSON` });
  });

  it.each([
    ['fingerprint', 'ab'],
    ['fingerprint', `${'ab'.repeat(16)}0`],
    ['fingerprint', `0${'ab'.repeat(16)}`],
    ['rule', ''],
    ['reason', ' '],
    ['expires', '2030-02-30'],
  ])('is refused with the place and the reason: %s %j', (field, value) => {
    const { message } = refusal(withEntry({ [field]: value })) as Error;
    expect(message.startsWith(`${prefix}entries.0.${field}: `)).toBe(true);
    expect(message).toMatch(/: (Invalid|Too small).{5,}$/);
  });

  it('is refused with a field that nobody knows', () => {
    expect((refusal(withEntry({ until: 1 })) as Error).message).toContain('entries.0: Unrecognized key: "until"');
  });

  it('is not one with an empty list, or with an entry that names a part', () => {
    expect(parseBaseline(JSON.stringify({ schema: 'flea-flicker/baseline@1', entries: [] }), 'x')).toEqual([]);
    const named = withEntry({ path: 'header' });
    expect(parseBaseline(JSON.stringify(named), 'x')).toEqual([{ ...ENTRY, path: 'header' }]);
  });
});

describe('an entry', () => {
  it('that accepts nothing of a report leaves it as it is, the verdict too', () => {
    const undecided: FileReport = { ...FILE, verdict: 'pass' };
    expect(withoutAccepted(undecided, [ENTRY], NOW, 'error')).toBe(undecided);
  });

  it('that is due says what is to be reviewed, since when, and why it was accepted', () => {
    expect(expiredFindings([ENTRY], NOW)).toEqual([]);
    const message =
      'expected "gguf/version-2" in "a.gguf" to be reviewed before 2030-02-01, found it in the baseline still: "known"';
    const due = expiredFindings([ENTRY], new Date('2030-02-01T00:00:00Z'));
    expect(due).toEqual([{ rule: 'check/baseline-expired', severity: 'error', message }]);
  });
});

describe('--suppress', () => {
  it.each([
    ['x/y@./a/b.gguf', 'a/b.gguf', true],
    ['x/y@a.gguf', 'deep\\a.gguf', true],
    ['x/y@deep/a.gguf', 'deep\\a.gguf', true],
    ['x/y@a./b', 'ab', false],
    ['x/y@a/./b', 'a/b', false],
    ['x/y@a/b', 'a/./b', false],
    ['x/y@**/a', 'xa', false],
    ['x/y@**/a', 'x/y/a', true],
    ['x/y@b/**/a', 'b/a', true],
    ['x/y@b/**/a', 'b/c/d/a', true],
    ['x/y@?', 'a', true],
    ['x/y@?', 'ab', false],
    ['x/y@?', '😀', true],
    ['x/y@a*', 'a\nb', true],
    ['x/y@./a', './a', true],
  ])('%s drops a finding of %j: %s', (text, path, dropped) => {
    expect(suppressions([text])('x/y', path)).toBe(dropped ? text : null);
  });

  it('says what it expected', () => {
    expect(attempt(() => suppressions(['x/y@']))).toMatchObject({
      code: 'usage/suppress',
      message: '--suppress: expected RULE or RULE@GLOB, found "x/y@"',
    });
  });
});
