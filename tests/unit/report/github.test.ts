import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/core/finding.ts';
import { renderGithub, renderStepSummary } from '../../../src/report/github.ts';
import { reportOf, unjudged, type Report } from '../../../src/report/report.ts';

function report(findings: readonly Finding[], path = 'models/a.gguf'): Report {
  return {
    command: 'check',
    tool: { name: 'flea-flicker', version: '1' },
    failOn: 'error',
    interrupted: false,
    rules: [],
    cases: [],
    files: [{ ...reportOf(path, 10, findings), verdict: 'fail' }],
  };
}

const note: Finding = { rule: 'gguf/no-tensors', severity: 'note', message: 'none' };
const error: Finding = { rule: 'gguf/truncated', severity: 'error', message: 'cut', path: 'tensors[1]' };

describe('annotations', () => {
  it('name file, rule and place, by severity', () => {
    expect(renderGithub(report([note, error])).split('\n')).toEqual([
      '::error file=models/a.gguf,title=gguf/truncated::cut (tensors[1])',
      '::notice file=models/a.gguf,title=gguf/no-tensors::none',
      'flea-flicker: fail: models/a.gguf',
      'flea-flicker: fail: 1 files, 0 undecided, 0 failed cases, 1 errors, 0 warnings, 1 notes, 0 suppressed',
      '',
    ]);
  });

  it('are ten at the most, the most severe first', () => {
    const lines = renderGithub(report([...new Array<Finding>(50).fill(note), error])).split('\n');
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(10);
    expect(lines[0]).toMatch(/^::error/);
  });

  it('cannot be ended by what a file or its name says, to begin a command of its own', () => {
    const message = 'a\r\n::set-output name=x::y\n%0A';
    const lines = renderGithub(report([{ ...error, message }], 'x,title=forged::evil\n::error::z')).split('\n');
    expect(lines[0]).toBe(
      '::error file=x%2Ctitle=forged%3A%3Aevil%0A%3A%3Aerror%3A%3Az,title=gguf/truncated::a%0D%0A::set-output name=x::y%0A%250A (tensors[1])',
    );
    expect(lines.filter((line) => line.startsWith('::'))).toHaveLength(1);
  });

  it('are made of failed cases too', () => {
    const failed = { suite: 'corpus', name: 'x', status: 'failed', seconds: 0, message: 'no' } as const;
    expect(renderGithub({ ...report([]), cases: [failed] })).toContain('::error title=corpus::x: no');
  });
});

describe('annotations of what was not judged', () => {
  it('are errors with the reason, and every file has a line', () => {
    const lines = renderGithub({ ...report([]), files: [unjudged('a,b.gguf', 'not begun')] }).split('\n');
    expect(lines[0]).toBe('::error file=a%2Cb.gguf,title=undecided::not begun');
    expect(lines[1]).toBe('flea-flicker: undecided: a,b.gguf');
  });

  it('stay ten at the most, and name no command of older runners', () => {
    const files = Array.from({ length: 20 }, () => unjudged('a', '##[error]x'));
    const text = renderGithub({ ...report([]), files });
    expect(text.match(/^::/gm)).toHaveLength(10);
    expect(text).not.toContain('##[');
  });
});

describe('the summary of a step', () => {
  it('says why a file is undecided, and what was suppressed by whom', () => {
    const file = { ...reportOf('b', 1, []), suppressed: [{ ...note, by: 'looked at' }] };
    const text = renderStepSummary({ ...report([]), files: [unjudged('a', 'not begun'), file] });
    expect(text).toContain('- **undecided**: not begun');
    expect(text).toContain('- suppressed `gguf/no-tensors` (looked at): none');
  });

  it('has a row for each file and a line for each finding', () => {
    const text = renderStepSummary(report([error, note]));
    expect(text).toContain('| models/a.gguf | 10 B | fail | 1 | 0 | 1 |');
    expect(text).toContain('- **error** `gguf/truncated`: cut');
    expect(text).toContain('- note `gguf/no-tensors`: none');
  });

  it('shows what a file says as text: no link, no image, no HTML, no end of a cell, no escape', () => {
    const message = '![x](http://evil/?) <img src=x> | @team `code` \u001b[2K \u202e';
    const text = renderStepSummary(report([{ ...error, message }], 'a|b<script>'));
    expect(text).not.toMatch(/!\[|\]\(|<img|<script|@team|\p{Cf}|[^\P{Cc}\n]/u);
    expect(
      text
        .split('\n')
        .filter((line) => line.startsWith('| a'))[0]
        ?.split('|'),
    ).toHaveLength(8);
  });

  it('stays under a mebibyte, and says that it was cut', () => {
    const long = { ...error, message: 'é'.repeat(900) };
    const text = renderStepSummary(report(new Array<Finding>(2000).fill(long)));
    expect(Buffer.byteLength(text)).toBeLessThan(1 << 20);
    expect(text).toMatch(/… and \d+ more lines: see the JSON report\.\n$/);
  });
});
