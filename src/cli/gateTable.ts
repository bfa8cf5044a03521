import Table from 'cli-table3';
import pc from 'picocolors';
import { printable } from '../core/printable.ts';
import type { CaseResult } from '../core/verdict.ts';
import type { Report } from '../report/report.ts';

/** Characters of a file's or a suite's name. */
const MAX_NAME = 200;

/** One row for each file and each suite of cases. */
export function gateTable({ files, cases }: Report): string {
  const table = new Table({
    head: ['what', 'cases', 'passed', 'failed', 'undecided', 'left out', 'seconds'],
    style: { head: [], border: [], compact: true },
  });
  for (const { path, verdict } of files) {
    table.push([
      printable(`check ${path}`, MAX_NAME),
      1,
      Number(verdict === 'pass'),
      failures(Number(verdict === 'fail')),
      Number(verdict === 'undecided'),
      0,
      '',
    ]);
  }
  for (const suite of new Set(cases.map((c) => c.suite))) {
    const members = cases.filter((c) => c.suite === suite);
    const count = (status: CaseResult['status']): number => members.filter((c) => c.status === status).length;
    const seconds = members.reduce((sum, c) => sum + c.seconds, 0).toFixed(1);
    table.push([
      printable(suite, MAX_NAME),
      members.length,
      count('passed'),
      failures(count('failed')),
      count('error'),
      count('skipped'),
      seconds,
    ]);
  }
  return `${table.toString()}\n`;
}

function failures(n: number): string {
  return n === 0 ? '0' : pc.red(String(n));
}
