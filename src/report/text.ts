import pc from 'picocolors';
import type { Finding, RuleInfo, Severity } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { formatBytes } from '../core/units.ts';
import { overallVerdict, summarise, type FileReport, type Report } from './report.ts';

/** Findings shown for each file; the JSON report has all. */
const MAX_SHOWN = 50;
/** Characters of a path or a title that are shown. */
const MAX_PATH = 300;

type Colours = ReturnType<typeof pc.createColors>;

/**
 * For people: each finding with what, where, why, how to see it again and how to suppress it; a verdict at the end. `coloured` is
 * the caller's to decide: a file is never coloured.
 */
export function renderText(report: Report, coloured = false): string {
  const c = pc.createColors(coloured);
  const rules = new Map(report.rules.map((rule) => [rule.id, rule]));
  const blocks = [
    ...report.files.map((file) => fileBlock(file, rules, c, report.reproduce)),
    ...report.cases
      .filter(({ status }) => status !== 'passed')
      .map(({ suite, name, status, message }) => {
        const title = c.bold(printable(`${suite}: ${name}`, MAX_PATH));
        return `${title} ${status}\n${indented(message ?? '')}\n`;
      }),
  ];
  return `${blocks.join('\n')}${verdictLine(report, c)}\n`;
}

function fileBlock(
  { path, bytes, sha256, verdict, findings }: FileReport,
  rules: ReadonlyMap<string, RuleInfo>,
  c: Colours,
  reproduce?: string,
): string {
  const digest = sha256 === undefined ? '' : `  sha256 ${sha256}`;
  const head = `${c.bold(printable(path, MAX_PATH))}  ${formatBytes(bytes)}${digest}  ${verdict}`;
  const shown = findings
    .slice(0, MAX_SHOWN)
    .map((f) => findingBlock(f, advice(f, path, reproduce), rules.get(f.rule), c));
  const rest = findings.length - shown.length;
  return [head, ...shown, ...(rest > 0 ? [`  … and ${String(rest)} more: see --format json`] : []), ''].join('\n');
}

function findingBlock(
  { rule, severity, message, offset, length, path }: Finding,
  advice: readonly string[],
  info: RuleInfo | undefined,
  c: Colours,
): string {
  const place = [
    ...(path === undefined ? [] : [path]),
    ...(offset === undefined
      ? []
      : [`byte ${String(offset)}${length === undefined ? '' : `, ${String(length)} long`}`]),
  ].join(', ');
  return [
    `  ${label(severity, c)} ${c.bold(rule)}: ${message}`,
    ...(place === '' ? [] : [`    where      ${place}`]),
    ...(info ? [`    why        ${info.why}`] : []),
    ...advice,
  ].join('\n');
}

function label(severity: Severity, c: Colours): string {
  return { error: c.red, warning: c.yellow, note: c.cyan }[severity](severity);
}

/** How to see a finding again and, where that can be asked for, no more. */
function advice({ rule }: Finding, file: string, reproduce?: string): readonly string[] {
  if (reproduce !== undefined) return [`    reproduce  ${reproduce}`];
  return [`    reproduce  flea-flicker check ${shellQuote(file)}`, `    suppress   --suppress ${rule}`];
}

function verdictLine(report: Report, c: Colours): string {
  const { files, fail, errors, warnings, notes, cases } = summarise(report);
  const verdict = overallVerdict(report);
  const colour = verdict === 'pass' ? c.green : verdict === 'fail' ? c.red : c.yellow;
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
  return `${colour(c.bold(verdict.toUpperCase()))}  ${parts.join('; ')}`;
}

function plural(n: number, noun: string): string {
  return `${String(n)} ${noun}${n === 1 ? '' : 's'}`;
}

/** Each line of a message two spaces in, with nothing in it that a terminal obeys. */
function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${printable(line, 2000)}`)
    .join('\n');
}

/** For POSIX shells; text that a terminal would obey is escaped for reading, not for running. */
export function shellQuote(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${printable(text, 1000).replaceAll("'", `'\\''`)}'`;
}
