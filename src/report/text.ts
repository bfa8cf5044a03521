import pc from 'picocolors';
import { isUnread, type Coverage } from '../core/coverage.ts';
import { mostSevereFirst, type Finding, type RuleInfo, type Severity } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { shellQuote } from '../core/shellQuote.ts';
import { formatBytes } from '../core/units.ts';
import { inert } from '../core/workflowCommands.ts';
import { overallVerdict, summarise, type FileReport, type Report, type SuppressedFinding } from './report.ts';

/** Findings shown for each file, the most severe first where there are more; the JSON report has all. */
const MAX_SHOWN = 50;
/** Rules named in the line of what is suppressed. */
const MAX_SUPPRESSED = 20;
/** Characters of a path or a title that are shown. */
const MAX_PATH = 300;
/** Characters of a message: whoever made it has cut what it quotes. */
const MAX_MESSAGE = 5000;

type Colours = ReturnType<typeof pc.createColors>;

/** What every block of a report needs. */
interface Context {
  readonly report: Report;
  readonly rules: ReadonlyMap<string, RuleInfo>;
  readonly c: Colours;
}

/**
 * For people: each finding with what, where, why, how to see it again and how to suppress it; a verdict at the end. `coloured` is
 * the caller's to decide: a file is never coloured. Nothing in it is a command to a terminal or to a CI runner.
 */
export function renderText(report: Report, coloured = false): string {
  const c = pc.createColors(coloured);
  const context = { report, rules: new Map(report.rules.map((rule) => [rule.id, rule])), c };
  const blocks = [
    ...report.files.map((file) => fileBlock(file, context)),
    ...report.cases
      .filter(({ status }) => status !== 'passed')
      .map(({ suite, name, status, message }) => {
        const title = c.bold(printable(`${suite}: ${name}`, MAX_PATH));
        return `${title} ${status}\n${indented(message ?? '')}\n`;
      }),
  ];
  return inert(`${blocks.join('\n')}${verdictLine(report, c)}\n`);
}

function fileBlock(file: FileReport, context: Context): string {
  const { path, bytes, sha256, verdict, reason, findings, suppressed, coverage } = file;
  const digest = sha256 === undefined ? '' : `  sha256 ${sha256}`;
  const shown = findings.length > MAX_SHOWN ? mostSevereFirst(findings).slice(0, MAX_SHOWN) : findings;
  const rest = findings.length - shown.length;
  return [
    `${context.c.bold(printable(path, MAX_PATH))}  ${formatBytes(bytes)}${digest}  ${verdict}`,
    ...(reason === undefined ? [] : [`  reason      ${printable(reason, MAX_MESSAGE)}`]),
    ...shown.map((finding) => findingBlock(finding, file, context)),
    ...(rest > 0 ? [`  … and ${String(rest)} more: see --format json`] : []),
    ...suppressedLine(suppressed),
    ...coverageLine(coverage),
    '',
  ].join('\n');
}

function findingBlock(finding: Finding, file: FileReport, context: Context): string {
  const { rule, severity, message, offset, length, path } = finding;
  const { rules, c } = context;
  const info = rules.get(rule);
  const place = [
    ...(path === undefined ? [] : [printable(path, MAX_PATH)]),
    ...(offset === undefined
      ? []
      : [`byte ${String(offset)}${length === undefined ? '' : `, ${String(length)} long`}`]),
  ].join(', ');
  return [
    `  ${label(severity, c)} ${c.bold(rule)}: ${printable(message, MAX_MESSAGE)}`,
    ...(place === '' ? [] : [`    where      ${place}`]),
    ...(info ? [`    why        ${info.why}`] : []),
    ...advice(finding, file, context),
  ].join('\n');
}

function label(severity: Severity, c: Colours): string {
  return { error: c.red, warning: c.yellow, note: c.cyan }[severity](severity);
}

/** How to see a finding again and, where that would change a verdict, how to see no more of it. */
function advice(finding: Finding, file: FileReport, { report, rules }: Context): readonly string[] {
  const { rule } = finding;
  const again = report.reproduce ? report.reproduce(file.path) : `flea-flicker check ${shellQuote(file.path)}`;
  const silent = report.suppressible === false || rules.get(rule)?.leaves?.unread === true || isFinal(finding, file);
  return [
    ...(again === null ? [] : [`    reproduce  ${again}`]),
    ...(silent || again === null ? [] : [`    suppress   --suppress ${rule}`]),
  ];
}

/** Without an error that stopped other rules a file is undecided, not passed. */
function isFinal({ severity }: Finding, { coverage }: FileReport): boolean {
  return severity === 'error' && isUnread(coverage);
}

/** `  suppressed  3 findings: gguf/version-2, 2 times (--suppress gguf/*); …` */
function suppressedLine(suppressed: readonly SuppressedFinding[]): readonly string[] {
  if (suppressed.length === 0) return [];
  const times = new Map<string, number>();
  for (const { rule, by } of suppressed) {
    const what = `${rule} (${printable(by, MAX_PATH)})`;
    times.set(what, (times.get(what) ?? 0) + 1);
  }
  const parts = [...times].slice(0, MAX_SUPPRESSED).map(([what, n]) => (n === 1 ? what : `${what} ${String(n)} times`));
  const rest = times.size - parts.length;
  const all = [...parts, ...(rest > 0 ? [`${String(rest)} more`] : [])].join('; ');
  return [`  suppressed  ${plural(suppressed.length, 'finding')}: ${all}`];
}

/** Said where something was not examined wholly: `  examined    container, keys; partly tokenizer: why; not shards: why` */
function coverageLine(coverage: readonly Coverage[]): readonly string[] {
  const open = coverage.filter(({ state }) => state === 'partly' || state === 'not');
  if (open.length === 0) return [];
  const whole = coverage.filter(({ state }) => state === 'examined').map(({ surface }) => surface);
  const parts = open.map(({ surface, state, why }) => {
    const reason = why === undefined ? '' : `: ${printable(why, MAX_PATH)}`;
    return `${state} ${surface}${reason}`;
  });
  return [`  examined    ${[whole.join(', ') || 'nothing wholly', ...parts].join('; ')}`];
}

function verdictLine(report: Report, c: Colours): string {
  const { files, fail, undecided, errors, warnings, notes, suppressed, cases } = summarise(report);
  const verdict = overallVerdict(report);
  const colour = verdict === 'pass' ? c.green : verdict === 'fail' ? c.red : c.yellow;
  const total = cases.passed + cases.failed + cases.error + cases.skipped;
  const open = undecided > 0 ? `, ${String(undecided)} undecided` : '';
  const parts = [
    ...(files > 0 ? [`${plural(files, 'file')}, ${String(fail)} failed${open}`] : []),
    ...(files > 0 ? [`${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${plural(notes, 'note')}`] : []),
    ...(suppressed > 0 ? [`${String(suppressed)} suppressed`] : []),
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

/** Each line of a message two spaces in, with nothing in it that a terminal would obey. */
function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `  ${printable(line, 2000)}`)
    .join('\n');
}
