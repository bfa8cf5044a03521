/** `--baseline FILE.json` and `--write-baseline FILE.json` */
import { readFileSync } from 'node:fs';
import type * as BaselineModule from '../checks/baseline.ts';
import { IoError } from '../core/errors.ts';
import type { FailOn, FileReport } from '../report/report.ts';
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
export async function openBaseline(
  flags: BaselineFlags,
  failOn: FailOn,
  host: Host,
  now = new Date(),
): Promise<Baseline> {
  const { baseline, writeBaseline } = flags;
  if (writeBaseline === undefined && baseline === undefined) return (files) => files;
  // When it is asked for: its schema takes 50 ms to load.
  const module = await import('../checks/baseline.ts');
  return writeBaseline !== undefined
    ? writtenBaseline(writeBaseline, failOn, host, now, module)
    : readBaseline(baseline ?? '', failOn, now, module);
}

function writtenBaseline(
  path: string,
  failOn: FailOn,
  host: Host,
  now: Date,
  { parseBaseline, renderBaseline, withoutAccepted }: typeof BaselineModule,
): Baseline {
  return (files) => {
    const text = renderBaseline(files, now);
    writeText(path, text);
    const entries = parseBaseline(text, path);
    host.err(`${path}: ${String(entries.length)} findings accepted: give each a reason and a date\n`);
    return files.map((file) => withoutAccepted(file, entries, now, failOn));
  };
}

function readBaseline(
  path: string,
  failOn: FailOn,
  now: Date,
  { expiredFindings, parseBaseline, withoutAccepted }: typeof BaselineModule,
): Baseline {
  const text = readText(path);
  const entries = parseBaseline(text, path);
  const findings = expiredFindings(entries, now);
  const own: FileReport = {
    path,
    bytes: Buffer.byteLength(text),
    verdict: 'fail',
    findings,
    suppressed: [],
    coverage: [],
  };
  return (files) => [
    ...files.map((file) => withoutAccepted(file, entries, now, failOn)),
    ...(findings.length > 0 ? [own] : []),
  ];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IoError('io/missing', `${path}: expected a baseline, found that ${reason}`, { path, cause });
  }
}
