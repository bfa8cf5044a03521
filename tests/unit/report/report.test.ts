import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { Ajv } from 'ajv';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import { create } from 'xmlbuilder2';
import { FORMATS } from '../../../src/report/formats.ts';
import {
  overallVerdict,
  reportOf,
  summarise,
  unjudged,
  verdictOf,
  type FileReport,
  type Report,
} from '../../../src/report/report.ts';
import { readFixture } from '../../support/fixtures.ts';
import { schemaProblems } from '../../support/schemas.ts';

const REPORT: Report = {
  command: 'gate',
  tool: { name: 'flea-flicker', version: '1.2.3' },
  failOn: 'error',
  interrupted: false,
  rules: [
    {
      id: 'gguf/truncated',
      title: 'Cut short',
      why: 'Readers invent the rest.',
      severity: 'error',
      cwe: 'CWE-125',
      references: ['CVE-2024-21802'],
    },
  ],
  files: [
    { ...reportOf('models/a b.gguf', 10, []), sha256: 'a'.repeat(64) },
    reportOf('/abs/c.gguf', 3, [
      {
        rule: 'gguf/truncated',
        severity: 'error',
        message: 'expected 4 bytes, found 3 \u0001',
        offset: 0,
        length: 3,
        path: 'header',
        cwe: 'CWE-125',
      },
      { rule: 'gguf/odd', severity: 'warning', message: 'odd' },
    ]),
  ],
  cases: [
    { suite: 'kernels cpu', name: 'add', status: 'passed', seconds: 0.5 },
    { suite: 'kernels cpu', name: 'mul', status: 'failed', seconds: 1, message: 'element 3 <wrong>\nreplay: x' },
    { suite: 'kernels cuda', name: 'all', status: 'skipped', seconds: 0, message: 'no GPU' },
  ],
};

const SUPPRESSED: Report = {
  ...REPORT,
  cases: [],
  files: [
    {
      ...REPORT.files[1]!,
      suppressed: [1, 2].map((offset) => ({
        rule: 'gguf/odd',
        severity: 'warning',
        message: 'odd',
        offset,
        by: '--suppress gguf/odd',
      })),
    },
  ],
};

const PARTLY: FileReport = {
  ...reportOf('c.gguf', 1, []),
  coverage: [
    { surface: 'container', state: 'examined' },
    { surface: 'keys', state: 'examined' },
    { surface: 'tokenizer', state: 'partly', why: 'no such model' },
    { surface: 'template', state: 'absent' },
    { surface: 'shards', state: 'not', why: 'one of 3 was named' },
  ],
};

const render = (format: string, report = REPORT): string => FORMATS.get(format)!(report);

describe('verdicts', () => {
  it('of a file depend on the threshold', () => {
    const findings = REPORT.files[1]!.findings;
    expect(verdictOf({ findings, coverage: [] }, 'error')).toBe('fail');
    expect(verdictOf({ findings: findings.slice(1), coverage: [] }, 'error')).toBe('pass');
    expect(verdictOf({ findings: findings.slice(1), coverage: [] }, 'warning')).toBe('fail');
  });

  it('of a file are never pass where the reading of a surface stopped', () => {
    const coverage = [{ surface: 'tensors', state: 'partly', why: 'stopped at the third', unread: true }] as const;
    expect(verdictOf({ findings: [], coverage }, 'error')).toBe('undecided');
    expect(verdictOf({ findings: REPORT.files[1]!.findings, coverage }, 'error')).toBe('fail');
  });

  it('of a file that is partly described depend on whether that was asked for', () => {
    const coverage = [{ surface: 'tensors', state: 'partly', why: 'nobody has described them' }] as const;
    expect(verdictOf({ findings: [], coverage }, 'error')).toBe('pass');
    expect(verdictOf({ findings: [], coverage }, 'partial')).toBe('fail');
  });

  it('of a run are undecided when nothing ran, and when something could not be decided', () => {
    const empty = { ...REPORT, files: [], cases: [] };
    expect(overallVerdict(empty)).toBe('undecided');
    expect(overallVerdict({ ...empty, cases: [{ suite: 's', name: 'n', status: 'skipped', seconds: 0 }] })).toBe(
      'undecided',
    );
    expect(overallVerdict({ ...empty, cases: [REPORT.cases[0]!] })).toBe('pass');
    expect(
      overallVerdict({ ...empty, cases: [REPORT.cases[0]!, { suite: 's', name: 'n', status: 'error', seconds: 0 }] }),
    ).toBe('undecided');
    expect(overallVerdict(REPORT)).toBe('fail');
  });

  it('are counted', () => {
    expect(summarise(REPORT)).toMatchObject({
      files: 2,
      pass: 1,
      fail: 1,
      errors: 1,
      warnings: 1,
      cases: { passed: 1, failed: 1, skipped: 1 },
    });
  });
});

describe('JSON', () => {
  it('meets the published schemas of check and gate', () => {
    expect(schemaProblems('gate', JSON.parse(render('json')))).toBeNull();
    expect(schemaProblems('check', JSON.parse(render('json', { ...REPORT, command: 'check' })))).toBeNull();
  });

  it('is refused by the schema when a field is missing or unknown', () => {
    const document = JSON.parse(render('json')) as Record<string, unknown>;
    expect(schemaProblems('gate', { ...document, verdict: undefined })).toMatch(/verdict/);
    expect(schemaProblems('gate', { ...document, extra: 1 })).toMatch(/additional/);
  });
});

describe('SARIF', () => {
  // The schema is draft 04; what it uses means the same in draft 07, but for the names of these two keywords.
  const { $schema: _draft, id: _id, ...schema } = readFixture<Record<string, unknown>>('sarif-schema-2.1.0-rtm.5.json');
  const validate = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
    schema,
  );

  it('is valid against the official schema, which refuses a broken log', () => {
    const log = JSON.parse(render('sarif')) as Log;
    expect(validate(log) ? null : validate.errors).toBeNull();
    expect(validate({ ...log, version: '9' })).toBe(false);
  });

  it('has what code scanning asks for: severity, one location, a fingerprint, a relative URI', () => {
    const [run] = (JSON.parse(render('sarif')) as Log).runs;
    expect(run?.tool.driver.rules?.map((r): unknown => r.properties?.['security-severity'])).toEqual([
      '8.0',
      '8.0',
      '8.0',
    ]);
    for (const result of run?.results ?? []) {
      expect(result.locations).toHaveLength(1);
      expect(result.partialFingerprints?.['fleaFlicker/v1']).toMatch(/^[0-9a-f]{32}$/);
      expect(result.locations?.[0]?.physicalLocation?.artifactLocation?.uri).not.toMatch(/^\/|:/);
    }
    expect(run?.results?.[0]?.locations?.[0]?.physicalLocation?.region).toEqual({
      startLine: 1,
      byteOffset: 0,
      byteLength: 3,
    });
  });

  it('keeps a finding’s fingerprint when only its message changes', () => {
    const renamed = structuredClone(REPORT) as { files: { findings: { message: string }[] }[] } & Report;
    renamed.files[1]!.findings[0]!.message = 'other words';
    const prints = (text: string): unknown =>
      (JSON.parse(text) as Log).runs[0]?.results?.map((r) => r.partialFingerprints);
    expect(prints(render('sarif', renamed))).toEqual(prints(render('sarif')));
  });

  it('has an error for what could not be judged, and is not successful', () => {
    const open = {
      ...REPORT,
      cases: [],
      files: [REPORT.files[0]!, unjudged('b.gguf', 'see [this](https://x.example)')],
    };
    const log = JSON.parse(render('sarif', open)) as Log;
    expect(validate(log) ? null : validate.errors).toBeNull();
    const [invocation] = log.runs[0]?.invocations ?? [];
    expect(invocation?.executionSuccessful).toBe(false);
    const [notification, ...rest] = invocation?.toolExecutionNotifications ?? [];
    expect([notification?.level, rest]).toEqual(['error', []]);
    expect(notification?.message.text).toMatch(/^b\.gguf: undecided: see /);
    expect(notification?.message.text).not.toMatch(/\]\(|:\/\//);
    const [whole] = (JSON.parse(render('sarif', { ...open, files: [REPORT.files[0]!] })) as Log).runs[0]!.invocations!;
    expect(whole).toEqual({ executionSuccessful: true });
    const stopped = { ...open, files: [REPORT.files[0]!], interrupted: true };
    expect((JSON.parse(render('sarif', stopped)) as Log).runs[0]?.invocations?.[0]?.executionSuccessful).toBe(false);
  });

  it('marks what is suppressed, with who took it out of the count', () => {
    const log = JSON.parse(render('sarif', SUPPRESSED)) as Log;
    expect(validate(log) ? null : validate.errors).toBeNull();
    const marks = log.runs[0]?.results?.map((result) => result.suppressions?.[0]?.justification);
    expect(marks).toContain('--suppress gguf/odd');
    expect(marks?.filter((mark) => mark === undefined)).toHaveLength(2);
  });

  it('stays under what code scanning takes, and says that results were left out', () => {
    const findings = Array.from({ length: 20_000 }, (_, i) => ({
      rule: 'gguf/odd',
      severity: i === 19_999 ? ('error' as const) : ('note' as const),
      message:
        createHash('sha512').update(String(i)).digest('hex').repeat(1) +
        createHash('sha512')
          .update(`x${String(i)}`)
          .digest('base64')
          .repeat(4),
      path: createHash('sha512')
        .update(`y${String(i)}`)
        .digest('base64'),
    }));
    const many = Array.from({ length: 3 }, () => ({ ...REPORT.files[0]!, findings }));
    const text = render('sarif', { ...REPORT, files: many });
    expect(gzipSync(text).length).toBeLessThan(10_000_000);
    expect(text).toMatch(/\d+ results were left out/);
    expect((JSON.parse(text) as Log).runs[0]?.results?.filter((r) => r.level === 'error')).toHaveLength(4);
  }, 60_000);

  it('names files with any characters', () => {
    const odd = { ...REPORT, files: [{ ...REPORT.files[1]!, path: 'a\ud800/javascript:b' }] };
    expect(render('sarif', odd)).toContain('"uri": "a%EF%BF%BD/javascript%3Ab"');
  });

  it('stops at 25,000 results', () => {
    const findings = Array.from({ length: 30_000 }, (_, i) => ({
      rule: 'gguf/odd',
      severity: 'note' as const,
      message: '',
      offset: i,
    }));
    const many = { ...REPORT, files: [{ ...REPORT.files[0]!, findings }] };
    expect((JSON.parse(render('sarif', many)) as Log).runs[0]?.results).toHaveLength(25_000);
  });
});

describe('JUnit', () => {
  it('counts suites and cases, and holds no character that XML forbids', () => {
    const xml = render('junit');
    expect(xml).not.toContain('\u0001');
    const root = create(xml).root().toObject() as { testsuites: Record<string, unknown> };
    expect(root.testsuites).toMatchObject({ '@tests': '6', '@failures': '2', '@skipped': '1' });
    expect(xml).toContain('element 3 &lt;wrong&gt;');
  });
});

describe('JUnit of what is not decided', () => {
  const xml = (report: Report): string => render('junit', report);

  it('is an error with the reason, and a suppressed finding is skipped with who took it', () => {
    expect(xml({ ...REPORT, cases: [], files: [unjudged('b.gguf', 'not begun')] })).toMatch(
      /<error message="not begun">/,
    );
    expect(xml(SUPPRESSED)).toMatch(/<skipped message="suppressed: --suppress gguf\/odd: warning: odd"/);
  });

  it('is a failure where a part was not examined and that fails a file', () => {
    const files = [{ ...PARTLY, verdict: 'fail' as const }];
    expect(xml({ ...REPORT, cases: [], files, failOn: 'partial' })).toMatch(
      /<failure message="tokenizer examined partly: /,
    );
  });
});

describe('text of what is not decided', () => {
  it('has the reason', () => {
    const text = render('text', { ...REPORT, cases: [], files: [unjudged('b.gguf', 'not begun')] });
    expect(text).toMatch(
      /^b\.gguf {2}0 B {2}undecided\n {2}reason {6}not begun\nUNDECIDED {2}1 file, 0 failed, 1 undecided/,
    );
  });

  it('has a line of what was examined and what was not, where that is not all', () => {
    const text = render('text', { ...REPORT, cases: [], files: [PARTLY] });
    expect(text).toContain(
      '  examined    container, keys; partly tokenizer: no such model; not shards: one of 3 was named\n',
    );
    expect(render('text', { ...REPORT, files: [REPORT.files[0]!] })).not.toContain('examined');
  });

  it('has one line for all that is suppressed, with a count', () => {
    const text = render('text', SUPPRESSED);
    expect(text).toContain('  suppressed  2 findings: gguf/odd (--suppress gguf/odd) 2 times\n');
    expect(text).toContain('; 2 suppressed');
  });

  it('advises nobody to suppress a rule that stops the reading', () => {
    const rules = REPORT.rules.map((rule) => ({ ...rule, leaves: { surface: 'keys', unread: true } as const }));
    expect(render('text')).toContain('--suppress gguf/truncated');
    expect(render('text', { ...REPORT, rules })).not.toContain('--suppress gguf/truncated');
  });

  it('shows the most severe findings where it cannot show all', () => {
    const notes = Array.from({ length: 60 }, () => ({ rule: 'gguf/odd', severity: 'note' as const, message: 'x' }));
    const files = [reportOf('a', 1, [...notes, { rule: 'gguf/truncated', severity: 'error', message: 'y' }])];
    expect(render('text', { ...REPORT, files })).toContain('error gguf/truncated: y');
  });

  it('begins no command of a CI runner, whatever a case says', () => {
    const cases = [{ suite: 's', name: 'n', status: 'failed' as const, seconds: 0, message: 'x\n::error::y\n##[z]' }];
    expect(render('text', { ...REPORT, cases })).not.toMatch(/^\s*::|##\[/m);
  });
});

describe('text', () => {
  it('says what, where, why, how to see it again and how to suppress it', () => {
    const text = render('text');
    for (const part of [
      'gguf/truncated',
      'expected 4 bytes',
      'header, byte 0, 3 long',
      'Readers invent the rest.',
      'flea-flicker check /abs/c.gguf',
      '--suppress gguf/truncated',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('\u001b');
    expect(text).toMatch(/FAIL .*2 files, 1 failed; 1 error, 1 warning, 0 notes; 3 cases/);
  });

  it('shows nothing of a file’s name that a terminal would obey', () => {
    const files = [{ ...REPORT.files[1]!, path: 'a\u001b[31m\u202eb.gguf' }];
    const text = FORMATS.get('text')!({ ...REPORT, files });
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
    expect(text).toContain(String.raw`check $'a\033[31m\342\200\256b.gguf'`);
  });
});
