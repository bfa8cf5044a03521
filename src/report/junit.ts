/** JUnit XML, in the shape that CI systems read: a suite for each file's rules and for each group of cases. */
import { createRequire } from 'node:module';
import type * as XmlBuilder from 'xmlbuilder2';
import type { CaseResult } from '../core/verdict.ts';
import { fails, type FileReport, type Report } from './report.ts';

const require = createRequire(import.meta.url);

export function renderJUnit(report: Report): string {
  // When it is asked for: it takes 50 ms to load, and most runs want no XML.
  const { create } = require('xmlbuilder2') as typeof XmlBuilder;
  const cases = [...report.files.flatMap((file) => fileCases(file, report)), ...report.cases];
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('testsuites', {
    name: report.tool.name,
    ...counts(cases),
  });
  for (const suite of new Set(cases.map((c) => c.suite))) {
    const members = cases.filter((c) => c.suite === suite);
    const element = root.ele('testsuite', { name: clean(suite), ...counts(members) });
    for (const member of members) addCase(element, member);
  }
  return `${root.end({ prettyPrint: true })}\n`;
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

/** A file is a suite; each rule that fired is a case, and a file without findings is one case that passed. */
function fileCases({ path, verdict, reason, findings }: FileReport, { failOn }: Report): readonly CaseResult[] {
  const suite = `check ${path}`;
  if (verdict === 'undecided')
    return [
      {
        suite,
        name: 'file',
        status: 'error',
        seconds: 0,
        message: reason ?? findings[0]?.message ?? 'could not be read',
      },
    ];
  if (findings.length === 0) return [{ suite, name: 'all rules', status: 'passed', seconds: 0 }];
  return findings.map((f) => ({
    suite,
    name: `${f.rule}${f.path === undefined ? '' : ` ${f.path}`}`,
    status: fails(f.severity, failOn) ? 'failed' : 'passed',
    seconds: 0,
    message: `${f.severity}: ${f.message}`,
  }));
}

/** XML 1.0 has no place for most control characters, escaped or not (section 2.2). */
function clean(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (c) => ('\t\n\r'.includes(c) ? c : '\uFFFD'));
}
