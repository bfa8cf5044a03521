/** `--format NAME[=FILE]`, repeatable: where each rendering of a report goes. */
import { appendFileSync, statSync, type Stats } from 'node:fs';
import { resolve } from 'node:path';
import pc from 'picocolors';
import { FleaError, IoError, UsageError } from '../core/errors.ts';
import { inert } from '../core/workflowCommands.ts';
import { FORMATS } from '../report/formats.ts';
import { renderText } from '../report/text.ts';
import { renderStepSummary } from '../report/github.ts';
import { overallVerdict, type Report } from '../report/report.ts';
import { errorLine } from './errorLine.ts';
import { EXIT, type ExitCode } from './exitCodes.ts';
import type { Host } from './host.ts';
import { writeWhole } from './writeWhole.ts';

interface Output {
  readonly format: string;
  readonly file: string | null;
}

/** The one format that is made of commands to a CI runner. */
const COMMANDS_FORMAT = 'github';

export function parseOutputs(texts: readonly string[], json: boolean): readonly Output[] {
  const outputs = texts.map((text): Output => {
    const at = text.indexOf('=');
    const format = at < 0 ? text : text.slice(0, at);
    if (!FORMATS.has(format)) {
      throw new UsageError(
        'usage/format',
        `--format: expected one of ${[...FORMATS.keys()].join(', ')}, found "${format}"`,
      );
    }
    if (at === text.length - 1)
      throw new UsageError('usage/format', `--format: expected a file after "${text}", found none`);
    return { format, file: at < 0 ? null : text.slice(at + 1) };
  });
  if (json) return [...outputs, { format: 'json', file: null }];
  // With files alone, a person still wants to read something.
  return outputs.some((o) => o.file === null) ? outputs : [...outputs, { format: 'text', file: null }];
}

/** Throws UsageError where a report would be written over a file that is to be judged. */
export function refuseOverwriting(outputs: readonly Output[], inputs: readonly string[]): void {
  for (const { file } of outputs) {
    const over = file !== null && inputs.find((input) => isSameFile(file, input));
    if (over !== false && over !== undefined)
      throw new UsageError(
        'usage/format',
        `--format: expected a file for the report, found "${over}", which is to be judged`,
      );
  }
}

function isSameFile(a: string, b: string): boolean {
  if (resolve(a) === resolve(b)) return true;
  const [one, other] = [statOrNull(a), statOrNull(b)];
  return one?.isFile() === true && one.dev === other?.dev && one.ino === other.ino;
}

/** Null where nothing can be said of it: whoever opens it will meet the reason. */
function statOrNull(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

/**
 * Writes every report that can be written, one line on stderr for each that cannot, and gives the exit code: the verdict's, and for
 * a run that found nothing wrong `undecided` where a report that was asked for is missing.
 */
export function writeOutputs(report: Report, outputs: readonly Output[], host: Host): ExitCode {
  const written = outputs.map((output) =>
    attempt(() => {
      writeOutput(report, output, host);
    }, host),
  );
  const summary = host.env['GITHUB_STEP_SUMMARY'];
  if (summary && outputs.some((o) => o.format === COMMANDS_FORMAT))
    written.push(
      attempt(() => {
        appendSummary(summary, report);
      }, host),
    );
  const code = { pass: EXIT.clean, fail: EXIT.findings, undecided: EXIT.undecided }[overallVerdict(report)];
  return written.includes(false) ? missingReport(code) : code;
}

/** The exit code of a run with a report that could not be written: a finding is one all the same, and nothing else is clean. */
export function missingReport(code: ExitCode): ExitCode {
  return code === EXIT.clean ? EXIT.undecided : code;
}

/** False, with one line on stderr, where `write` throws: whatever it throws, the other reports are still to be written. */
export function attempt(write: () => void, host: Host): boolean {
  try {
    write();
    return true;
  } catch (error) {
    const known =
      error instanceof FleaError ? error : new IoError('io/write', `a report could not be written: ${String(error)}`);
    host.err(errorLine(known));
    return false;
  }
}

function writeOutput(report: Report, { format, file }: Output, host: Host): void {
  if (file !== null) writeText(file, render(format, report));
  else if (format === COMMANDS_FORMAT) host.outCommands(render(format, report));
  else host.out(format === 'text' ? renderText(report, pc.isColorSupported) : render(format, report));
}

/** A file may be shown in a CI log too. */
function render(format: string, report: Report): string {
  const text = FORMATS.get(format)?.(report) ?? '';
  return format === COMMANDS_FORMAT ? text : inert(text);
}

function appendSummary(file: string, report: Report): void {
  written(file, () => {
    appendFileSync(file, renderStepSummary(report));
  });
}

/** Throws IoError `io/write`. */
export function writeText(file: string, text: string | Uint8Array): void {
  written(file, () => {
    writeWhole(file, text);
  });
}

function written(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IoError('io/write', `${file}: expected to write a report there, found that ${reason}`, {
      path: file,
      cause,
    });
  }
}
