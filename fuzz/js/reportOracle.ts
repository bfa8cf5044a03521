/** What holds for every finding and every report that is made of them. Each function throws an Error where it does not. */
import { RULES } from '../../src/checks/rules.ts';
import type { Finding } from '../../src/core/finding.ts';
import { FORMATS } from '../../src/report/formats.ts';
import { reportOf, type Report } from '../../src/report/report.ts';

/** Every rule keeps its findings few: a small file cannot make a report that nobody reads. */
const MAX_FINDINGS = 5000;
const MAX_MESSAGE_CHARS = 4096;
/** What acts on a terminal or reorders what it shows; tabs and line ends are a report's own. */
// eslint-disable-next-line no-control-regex
const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/**
 * Findings name rules that exist, lie in the file, and are safe to print. The length of the input chooses the format that they are
 * reported in: all of them each time would be most of the time.
 */
export function expectReportable(path: string, bytes: number, findings: readonly Finding[]): void {
  check(findings.length <= MAX_FINDINGS, 'a bounded number of findings');
  for (const finding of findings) expectFinding(finding, bytes);
  const report: Report = {
    command: 'check',
    tool: { name: 'flea-flicker', version: '0.0.0' },
    files: [reportOf(path, bytes, findings)],
    cases: [],
    rules: [...new Set(findings.map(({ rule }) => rule))].flatMap((rule) => RULES.get(rule) ?? []),
    failOn: 'error',
    interrupted: false,
  };
  const [name, render] = [...FORMATS][bytes % FORMATS.size] ?? unknownFormat();
  expectText(name, render(report));
}

function expectFinding({ rule, message, offset, length, path }: Finding, bytes: number): void {
  check(RULES.has(rule), `a rule of the catalogue, found ${rule}`);
  check(message.length <= MAX_MESSAGE_CHARS, 'a bounded message');
  check(!ACTS.test(message) && !ACTS.test(path ?? ''), 'a message that can be printed');
  if (offset === undefined) return;
  check(Number.isSafeInteger(offset) && offset >= 0 && offset <= bytes, 'an offset in the file');
  check(length === undefined || (length >= 0 && offset + length <= bytes), 'a length within the file');
}

function expectText(format: string, text: string): void {
  check(!ACTS.test(text), `a report as ${format} that can be printed`);
  if (format === 'json' || format === 'sarif') JSON.parse(text);
}

function unknownFormat(): never {
  throw new RangeError('expected a format');
}

function check(condition: boolean, expectation: string): void {
  if (!condition) throw new Error(`expected ${expectation}`);
}
