/** GitHub Actions: workflow commands for annotations, and Markdown for the summary of a step. */
import type { Finding, Severity } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { formatBytes } from '../core/units.ts';
import { withoutBrackets } from '../core/workflowCommands.ts';
import type { CaseResult } from '../core/verdict.ts';
import {
  fails,
  failsAsPartial,
  overallVerdict,
  reasonOf,
  summarise,
  type FailOn,
  type FileReport,
  type Report,
} from './report.ts';

/** GitHub shows ten annotations of a kind for each step, and drops the rest. */
const MAX_ANNOTATIONS = 10;

/** GitHub refuses a summary of more than 1 MiB; other steps' share the page. */
const MAX_SUMMARY_BYTES = 512 << 10;

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'note'];

/** At most ten workflow commands, the most severe first; a line for each file and one with the verdict. */
export function renderGithub(report: Report): string {
  const { files } = report;
  const found = SEVERITIES.map((severity) =>
    files.flatMap((file) => file.findings.filter((f) => f.severity === severity).map((f) => command(file, f))),
  );
  const [errors = [], ...milder] = found;
  const failed = report.cases.filter((c) => c.status === 'failed').map(caseCommand);
  const open = files.filter((file) => file.verdict === 'undecided' || failsAsPartial(file, report.failOn));
  const unjudged = [
    ...open.map((file) => command(file, { rule: file.verdict, severity: 'error', message: reasonOf(file) })),
    ...report.cases.filter((c) => c.status === 'error').map(caseCommand),
  ];
  const shown = [...failed, ...errors, ...unjudged, ...milder.flat()].slice(0, MAX_ANNOTATIONS);
  const rows = files.map(({ path, verdict }) => `flea-flicker: ${verdict}: ${withoutBrackets(printable(path, 300))}`);
  return [...shown, ...rows, `flea-flicker: ${overallVerdict(report)}: ${countsOf(report)}`, ''].join('\n');
}

function countsOf(report: Report): string {
  const { files, undecided, errors, warnings, notes, suppressed, cases } = summarise(report);
  const parts = [
    `${String(files)} files`,
    `${String(undecided)} undecided`,
    `${String(cases.failed)} failed cases`,
    `${String(errors)} errors`,
    `${String(warnings)} warnings`,
    `${String(notes)} notes`,
    `${String(suppressed)} suppressed`,
  ];
  return parts.join(', ');
}

function caseCommand({ suite, name, message }: CaseResult): string {
  return `::error title=${property(suite)}::${data(`${name}: ${message ?? ''}`)}`;
}

function command(
  { path }: FileReport,
  { rule, severity, message, path: inside }: Pick<Finding, 'rule' | 'severity' | 'message' | 'path'>,
): string {
  const place = inside === undefined ? '' : ` (${inside})`;
  return `::${COMMANDS[severity]} file=${property(path)},title=${property(rule)}::${data(message + place)}`;
}

/** Source: actions/toolkit, packages/core/src/command.ts. An unescaped line break would begin a command of the file's choosing. */
function data(text: string): string {
  return withoutBrackets(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** A table of files and, for each, its findings; cut where GitHub would refuse it. */
export function renderStepSummary(report: Report): string {
  const head = [
    `## flea-flicker: ${overallVerdict(report)}`,
    '',
    ...(report.files.length > 0
      ? ['| file | size | verdict | errors | warnings | notes |', '|---|---|---|---|---|---|']
      : []),
  ];
  const cases = report.cases
    .filter((c) => c.status !== 'passed')
    .map((c) => `- ${c.status}: ${markdown(`${c.suite}: ${c.name}`)}`);
  const rest = ['', ...report.files.flatMap((file) => fileLines(file, report.failOn)), ...cases];
  return cut([...head, ...report.files.map(fileRow), ...rest]);
}

function fileRow({ path, bytes, verdict, findings }: FileReport): string {
  const counts = SEVERITIES.map((severity) => String(findings.filter((f) => f.severity === severity).length));
  return `| ${[markdown(path), formatBytes(bytes), verdict, ...counts].join(' | ')} |`;
}

function fileLines(file: FileReport, failOn: FailOn): readonly string[] {
  const { path, findings, suppressed } = file;
  const open = file.verdict === 'undecided' || failsAsPartial(file, failOn);
  const lines = [
    ...(open ? [`- **${file.verdict}**: ${markdown(reasonOf(file))}`] : []),
    ...findings.map(({ rule, severity, message }) => {
      const mark = fails(severity, failOn) ? '**' : '';
      return `- ${mark}${severity}${mark} \`${rule}\`: ${markdown(message)}`;
    }),
    ...suppressed.map(({ rule, by, message }) => `- suppressed \`${rule}\` (${markdown(by)}): ${markdown(message)}`),
  ];
  return lines.length === 0 ? [] : [`### ${markdown(path)}`, '', ...lines, ''];
}

/** Text from a file as text: nothing of it is a link, an image, HTML, a mention or the end of a table's cell. */
function markdown(text: string): string {
  return printable(text, 1000).replace(/[\\`*_{}[\]()<>#+!|~@&:-]/g, (c) => `&#${String(c.charCodeAt(0))};`);
}

function cut(lines: readonly string[]): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MAX_SUMMARY_BYTES)
      return `${kept.join('\n')}\n\n… and ${String(lines.length - kept.length)} more lines: see the JSON report.\n`;
    kept.push(line);
  }
  return `${kept.join('\n')}\n`;
}
