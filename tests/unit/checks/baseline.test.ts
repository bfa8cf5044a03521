/** What a baseline is, word for word; what it accepts is in policy.test.ts. */
import { describe, expect, it } from 'vitest';
import { expiredFindings, withoutAccepted } from '../../../src/checks/acceptance.ts';
import { acceptedBy, parseBaseline, renderBaseline } from '../../../src/checks/baseline.ts';
import { suppressions } from '../../../src/checks/suppressions.ts';
import type { Finding } from '../../../src/core/finding.ts';
import { findingFingerprint } from '../../../src/report/fingerprint.ts';
import { reportOf, type FileReport } from '../../../src/report/report.ts';

const NOW = new Date('2030-01-31T12:00:00Z');
const FINDING: Finding = { rule: 'gguf/version-2', severity: 'error', message: 'old', path: 'header.version' };
const WHOLE: Finding = { rule: 'check/too-large', severity: 'error', message: 'large' };
const SHA256 = 'cd'.repeat(32);
const FILE: FileReport = { ...reportOf('a.gguf', 1, [FINDING, WHOLE]), sha256: SHA256 };
const ENTRY = {
  fingerprint: 'ab'.repeat(16),
  rule: 'gguf/version-2',
  file: 'a.gguf',
  sha256: SHA256,
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
    const common = { file: 'a.gguf', sha256: SHA256, reason, expires: '2030-05-01' };
    expect(JSON.parse(renderBaseline([FILE], NOW))).toEqual({
      schema: 'flea-flicker/baseline@2',
      entries: [
        { ...common, fingerprint: findingFingerprint('a.gguf', FINDING), rule: FINDING.rule, path: 'header.version' },
        { ...common, fingerprint: findingFingerprint('a.gguf', WHOLE), rule: WHOLE.rule },
      ],
    });
  });

  it('binds a finding about a text to that text, and leaves out what was found in a file that was not read', () => {
    const digest = 'ef'.repeat(32);
    const report = { ...FILE, findings: [{ ...FINDING, rule: 'template/fails', digest }] };
    const { entries } = JSON.parse(renderBaseline([report], NOW)) as { entries: object[] };
    expect(entries).toEqual([expect.objectContaining({ text_sha256: digest }) as object]);
    expect(entries[0]).not.toHaveProperty('sha256');
    const unread = reportOf('a.gguf', 1, [FINDING]);
    expect(JSON.parse(renderBaseline([unread], NOW))).toMatchObject({ entries: [] });
  });

  it('has one entry for what is found twice, and is indented, with a line break at its end', () => {
    const text = renderBaseline([{ ...FILE, findings: [WHOLE, WHOLE] }], NOW);
    expect(text.match(/fingerprint/g)).toHaveLength(1);
    expect(text).toMatch(/^\{\n {2}"schema"[^]*\}\n$/);
  });

  it('accepts everything that it was made of', () => {
    const entries = parseBaseline(renderBaseline([FILE], NOW), 'x');
    expect(withoutAccepted(FILE, acceptedBy(entries, NOW), 'error')).toEqual({
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
    schema: 'flea-flicker/baseline@2',
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

  it('is refused where an entry holds for any bytes, and where its rule does not exist', () => {
    expect((refusal(withEntry({ sha256: undefined })) as Error).message).toContain('expected sha256 or text_sha256');
    expect((refusal(withEntry({ rule: 'gguf/version-1' })) as Error).message).toMatch(
      /entries\.0\.rule: expected a rule, found "gguf\/version-1"; did you mean "gguf\//,
    );
  });

  it('is refused when it is of the version without bytes, with what to do', () => {
    const old = { schema: 'flea-flicker/baseline@1', entries: [] };
    expect((refusal(old) as Error).message).toContain('write it again with --write-baseline');
  });

  it('is not one with an empty list, or with an entry that names a part', () => {
    expect(parseBaseline(JSON.stringify({ schema: 'flea-flicker/baseline@2', entries: [] }), 'x')).toEqual([]);
    const named = withEntry({ path: 'header' });
    expect(parseBaseline(JSON.stringify(named), 'x')).toEqual([{ ...ENTRY, path: 'header' }]);
  });
});

describe('an entry', () => {
  it('that accepts nothing of a report leaves it as it is, the verdict too', () => {
    const undecided: FileReport = { ...FILE, verdict: 'pass' };
    expect(withoutAccepted(undecided, acceptedBy([ENTRY], NOW), 'error')).toBe(undecided);
  });

  it('about a text holds for any file of that name with that text in that part, and for no other text', () => {
    const digest = 'ef'.repeat(32);
    const found = { ...FINDING, digest };
    const { sha256: _, ...unbound } = ENTRY;
    const entry = { ...unbound, fingerprint: findingFingerprint('a.gguf', FINDING), text_sha256: digest };
    const verdict = (finding: Finding, file = FILE): string =>
      withoutAccepted({ ...file, findings: [finding] }, acceptedBy([entry], NOW), 'error').verdict;
    expect(verdict(found, { ...FILE, sha256: '00'.repeat(32) })).toBe('pass');
    expect(verdict({ ...FINDING, digest: '00'.repeat(32) })).toBe('fail');
    expect(verdict(FINDING)).toBe('fail');
    expect(verdict({ ...found, path: 'elsewhere' })).toBe('fail');
  });

  it('without a date holds for as long as the bytes do', () => {
    const { expires: _, ...endless } = { ...ENTRY, fingerprint: findingFingerprint('a.gguf', FINDING) };
    const far = new Date('2099-01-01');
    expect(expiredFindings([endless], far)).toEqual([]);
    expect(withoutAccepted(FILE, acceptedBy([endless], far), 'error').findings).toEqual([WHOLE]);
  });

  it('that is due says what is to be reviewed, since when, and why it was accepted', () => {
    expect(expiredFindings([ENTRY], NOW)).toEqual([]);
    const message =
      'expected "gguf/version-2" in "a.gguf" to be reviewed before 2030-02-01, found it accepted still: "known"';
    const due = expiredFindings([ENTRY], new Date('2030-02-01T00:00:00Z'));
    expect(due).toEqual([{ rule: 'check/baseline-expired', severity: 'error', message }]);
  });
});

describe('--suppress', () => {
  it.each([
    ['gguf/truncated@./a/b.gguf', 'a/b.gguf', true],
    ['gguf/truncated@a.gguf', 'deep\\a.gguf', true],
    ['gguf/truncated@deep/a.gguf', 'deep\\a.gguf', true],
    ['gguf/truncated@a./b', 'ab', false],
    ['gguf/truncated@a/./b', 'a/b', false],
    ['gguf/truncated@a/b', 'a/./b', false],
    ['gguf/truncated@**/a', 'xa', false],
    ['gguf/truncated@**/a', 'x/y/a', true],
    ['gguf/truncated@b/**/a', 'b/a', true],
    ['gguf/truncated@b/**/a', 'b/c/d/a', true],
    ['gguf/truncated@?', 'a', true],
    ['gguf/truncated@?', 'ab', false],
    ['gguf/truncated@?', '😀', true],
    ['gguf/truncated@a*', 'a\nb', true],
    ['gguf/truncated@./a', './a', true],
  ])('%s drops a finding of %j: %s', (text, path, dropped) => {
    expect(suppressions([text])('gguf/truncated', path)).toBe(dropped ? text : null);
  });

  it('says what it expected', () => {
    expect(attempt(() => suppressions(['gguf/truncated@']))).toMatchObject({
      code: 'usage/suppress',
      message: '--suppress: expected RULE or RULE@GLOB, found "gguf/truncated@"',
    });
  });
});
