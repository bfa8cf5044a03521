import pc from 'picocolors';
import type { Finding, RuleInfo, Severity } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { formatBytes } from '../core/units.ts';
import { overallVerdict, summarise, type FileReport, type Report } from './report.ts';

/** Findings shown for each file; the JSON report has all. */
const MAX_SHOWN = 50;

const LABEL: Readonly<Record<Severity, (text: string) => string>> = {
  error: pc.red,
  warning: pc.yellow,
  note: pc.cyan,
};

/** For people: each finding with what, where, why, how to see it again and how to suppress it; a verdict at the end. */
export function renderText(report: Report): string {
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const blocks = [
    ...report.files.map((file) => fileBlock(file, rules, report.reproduce)),
    ...report.cases
      .filter((c) => c.status !== 'passed')
      .map((c) => `${pc.bold(`${c.suite}: ${c.name}`)} ${c.status}\n  ${c.message ?? ''}\n`),
  ];
  return `${blocks.join('\n')}${verdictLine(report)}\n`;
}

function fileBlock(
  { path, bytes, sha256, verdict, findings }: FileReport,
  rules: ReadonlyMap<string, RuleInfo>,
  reproduce?: string,
): string {
  const digest = sha256 === undefined ? '' : `  sha256 ${sha256}`;
  const head = `${pc.bold(printable(path, 1000))}  ${formatBytes(bytes)}${digest}  ${verdict}`;
  const shown = findings.slice(0, MAX_SHOWN).map((f) => findingBlock(f, advice(f, path, reproduce), rules.get(f.rule)));
  const rest = findings.length - shown.length;
  return [head, ...shown, ...(rest > 0 ? [`  … and ${String(rest)} more: see --format json`] : []), ''].join('\n');
}

function findingBlock(
  { rule, severity, message, offset, length, path }: Finding,
  advice: readonly string[],
  info?: RuleInfo,
): string {
  const place = [
    ...(path === undefined ? [] : [path]),
    ...(offset === undefined
      ? []
      : [`byte ${String(offset)}${length === undefined ? '' : `, ${String(length)} long`}`]),
  ].join(', ');
  return [
    `  ${LABEL[severity](severity)} ${pc.bold(rule)}: ${message}`,
    ...(place === '' ? [] : [`    where      ${place}`]),
    ...(info ? [`    why        ${info.why}`] : []),
    ...advice,
  ].join('\n');
}

/** How to see a finding again and, where that can be asked for, no more. */
function advice({ rule }: Finding, file: string, reproduce?: string): readonly string[] {
  if (reproduce !== undefined) return [`    reproduce  ${reproduce}`];
  return [`    reproduce  flea-flicker check ${shellQuote(file)}`, `    suppress   --suppress ${rule}`];
}

function verdictLine(report: Report): string {
  const { files, fail, errors, warnings, notes, cases } = summarise(report);
  const verdict = overallVerdict(report);
  const colour = verdict === 'pass' ? pc.green : verdict === 'fail' ? pc.red : pc.yellow;
  const total = cases.passed + cases.failed + cases.error + cases.skipped;
  const parts = [
    ...(files > 0 ? [`${plural(files, 'file')}, ${String(fail)} failed`] : []),
    ...(files > 0 ? [`${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(notes, 'note')}`] : []),
    ...(total > 0
      ? [
          `${plural(total, 'case')}: ${String(cases.passed)} passed, ${String(cases.failed)} failed, ${String(cases.error)} undecided, ${String(cases.skipped)} left out`,
        ]
      : []),
    ...(report.interrupted ? ['stopped by the user'] : []),
  ];
  return `${colour(pc.bold(verdict.toUpperCase()))}  ${parts.join('; ')}`;
}

function plural(n: number, noun: string): string {
  return `${String(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** For POSIX shells; text that a terminal would obey is escaped for reading, not for running. */
export function shellQuote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${printable(text, 1000).replaceAll("'", `'\\''`)}'`;
}
