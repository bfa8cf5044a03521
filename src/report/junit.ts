/** JUnit XML, in the shape that CI systems read: a suite for each file's rules and for each group of cases. */
import { createRequire } from 'node:module';
import type * as XmlBuilder from 'xmlbuilder2';
import type { Finding } from '../core/finding.ts';
import type { CaseResult } from '../core/verdict.ts';
import { fails, failsAsPartial, reasonOf, type FileReport, type Report } from './report.ts';

const require = createRequire(import.meta.url);

export function renderJUnit(report: Report): string {
  // When it is asked for: it takes 50 ms to load, and most runs want no XML.
  const { create } = require('xmlbuilder2') as typeof XmlBuilder;
  const cases = [...report.files.flatMap((file) => fileCases(file, report)), ...report.cases];
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: report.tool.name,
    ...counts(cases),
  });
  for (const [suite, members] of bySuite(cases)) {
    const element = root.ele('testsuite', { name: clean(suite), ...counts(members) });
    for (const member of members) addCase(element, member);
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

function bySuite(cases: readonly CaseResult[]): ReadonlyMap<string, readonly CaseResult[]> {
  const suites = new Map<string, CaseResult[]>();
  for (const member of cases) {
    const members = suites.get(member.suite);
    if (members) members.push(member);
    else suites.set(member.suite, [member]);
  }
  return suites;
}

type Element = ReturnType<ReturnType<typeof XmlBuilder.create>['ele']>;

function addCase(suite: Element, { suite: suiteName, name, status, seconds, message }: CaseResult): void {
  const element = suite.ele('testcase', { classname: clean(suiteName), name: clean(name), time: seconds.toFixed(3) });
  const text = clean(message ?? '');
  if (status === 'failed') element.ele('failure', { message: text.split('\n')[0] ?? '' }).txt(text);
  if (status === 'error') element.ele('error', { message: text.split('\n')[0] ?? '' }).txt(text);
  if (status === 'skipped') element.ele('skipped', { message: text });
}

function counts(cases: readonly CaseResult[]): Record<string, string> {
  const count = (status: CaseResult['status']): string => String(cases.filter((c) => c.status === status).length);
  const time = cases.reduce((sum, c) => sum + c.seconds, 0).toFixed(3);
  return {
    tests: String(cases.length),
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    time,
  };
}

/**
 * A file is a suite. Each finding is a case, and what is suppressed one that was skipped; a file that could not be judged has an
 * error, one that was not examined wholly and fails for it a failure, and a file without any of these is one case that passed.
 */
function fileCases(file: FileReport, { failOn }: Report): readonly CaseResult[] {
  const suite = `check ${file.path}`;
  const cases = [
    ...(file.verdict === 'undecided' ? [fileCase(suite, 'error', reasonOf(file))] : []),
    ...(failsAsPartial(file, failOn) ? [fileCase(suite, 'failed', reasonOf(file))] : []),
    ...file.findings.map((finding) =>
      findingCase(suite, finding, fails(finding.severity, failOn) ? 'failed' : 'passed'),
    ),
    ...file.suppressed.map((finding) => findingCase(suite, finding, 'skipped', `suppressed: ${finding.by}: `)),
  ];
  return cases.length > 0 ? cases : [{ suite, name: 'all rules', status: 'passed', seconds: 0 }];
}

function fileCase(suite: string, status: CaseResult['status'], message: string): CaseResult {
  return { suite, name: 'file', status, seconds: 0, message };
}

function findingCase(suite: string, finding: Finding, status: CaseResult['status'], prefix = ''): CaseResult {
  const { rule, severity, message, path } = finding;
  const name = path === undefined ? rule : `${rule} ${path}`;
  return { suite, name, status, seconds: 0, message: `${prefix}${severity}: ${message}` };
}

/** XML 1.0 has no place for most control characters, escaped or not (section 2.2). */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (c) => ('\t\n\r'.includes(c) ? c : '\uFFFD'));
}
