/** `--baseline FILE.json` and `--write-baseline FILE.json` */
import { readFileSync } from 'node:fs';
import { expiredFindings, parseBaseline, renderBaseline, withoutAccepted } from '../checks/baseline.ts';
import { IoError } from '../core/errors.ts';
import type { Severity } from '../core/finding.ts';
import type { FileReport } from '../report/report.ts';
import type { Host } from './host.ts';
import { writeText } from './outputs.ts';

export interface BaselineFlags {
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

/** A baseline that is read before anything is checked, so that a broken one costs nobody an hour of hashing. */
export type Baseline = (files: readonly FileReport[]) => readonly FileReport[];

/**
 * What applies the baseline to reports: accepted findings are gone, and expired entries are findings about the baseline's own file.
 * One that is to be written accepts all that is found. Throws IoError `io/missing`, `io/baseline`; applying throws `io/write`.
 */
export function openBaseline(flags: BaselineFlags, failOn: Severity, host: Host, now = new Date()): Baseline {
  const { baseline, writeBaseline } = flags;
  if (writeBaseline !== undefined) {
    return (files) => {
      const text = renderBaseline(files, now);
      writeText(writeBaseline, text);
      const entries = parseBaseline(text, writeBaseline);
      host.err(`${writeBaseline}: ${String(entries.length)} findings accepted: give each a reason and a date\n`);
      return files.map((file) => withoutAccepted(file, entries, now, failOn));
    };
  }
  if (baseline === undefined) return (files) => files;
  const text = readBaseline(baseline);
  const entries = parseBaseline(text, baseline);
  const findings = expiredFindings(entries, now);
  const own: FileReport = { path: baseline, bytes: Buffer.byteLength(text), verdict: 'fail', findings };
  return (files) => [
    ...files.map((file) => withoutAccepted(file, entries, now, failOn)),
    ...(findings.length > 0 ? [own] : []),
  ];
}

function readBaseline(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IoError('io/missing', `${path}: expected a baseline, found that ${reason}`, { path, cause });
  }
}
