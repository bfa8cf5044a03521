/** Findings that a team has looked at and lives with for a while: each with a reason and a date on which it fails again. */
import { z } from 'zod';
import { IoError } from '../core/errors.ts';
import type { Finding } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { findingFingerprint } from '../report/fingerprint.ts';
import { verdictOf, type FailOn, type FileReport } from '../report/report.ts';

/** What a new entry may be kept for, unless somebody says otherwise. */
const DEFAULT_DAYS = 90;
const DAY_MS = 86_400_000;

const entrySchema = z.strictObject({
  fingerprint: z.string().regex(/^[0-9a-f]{32}$/),
  rule: z.string().min(1),
  /** The file, and for people the part of it: the fingerprint decides. */
  file: z.string(),
  path: z.string().optional(),
  reason: z.string().trim().min(1),
  /** The first day on which it fails. */
  expires: z.iso.date(),
});

const baselineSchema = z.strictObject({
  schema: z.literal('flea-flicker/baseline@1'),
  entries: z.array(entrySchema),
});

export type BaselineEntry = z.infer<typeof entrySchema>;

/** Throws IoError `io/baseline` where `text` is not what the schema says: an entry without a reason or a date is none. */
export function parseBaseline(text: string, name: string): readonly BaselineEntry[] {
  const result = baselineSchema.safeParse(parseJson(text, name));
  if (result.success) return result.data.entries;
  const issue = result.error.issues[0];
  throw notBaseline(name, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** A baseline of everything that `files` have, to be reviewed: the reason says that nobody has yet. */
export function renderBaseline(files: readonly FileReport[], now: Date): string {
  const expires = dayOf(new Date(now.getTime() + DEFAULT_DAYS * DAY_MS));
  const entries = files.flatMap(({ path: file, findings }) =>
    findings.map((finding): BaselineEntry => {
      const { rule, path } = finding;
      const reason = 'not reviewed: written by --write-baseline';
      return {
        fingerprint: findingFingerprint(file, finding),
        rule,
        file,
        ...(path !== undefined && { path }),
        reason,
        expires,
      };
    }),
  );
  const unique = [...new Map(entries.map((entry) => [entry.fingerprint, entry])).values()];
  return `${JSON.stringify({ schema: 'flea-flicker/baseline@1', entries: unique }, null, 2)}\n`;
}

/** The report with the findings that an entry of today accepts taken out of the count. */
export function withoutAccepted(
  report: FileReport,
  entries: readonly BaselineEntry[],
  now: Date,
  failOn: FailOn,
): FileReport {
  const accepted = new Map(
    entries.filter((entry) => !isExpired(entry, now)).map((entry) => [entry.fingerprint, entry.reason]),
  );
  const findings: Finding[] = [];
  const suppressed = [...report.suppressed];
  for (const finding of report.findings) {
    const by = accepted.get(findingFingerprint(report.path, finding));
    if (by === undefined) findings.push(finding);
    else suppressed.push({ ...finding, by });
  }
  if (findings.length === report.findings.length) return report;
  const judged = { ...report, findings };
  return { ...judged, suppressed, verdict: verdictOf(judged, failOn) };
}

/** A finding for each entry whose day has come, whether what it accepted is still there or not. */
export function expiredFindings(entries: readonly BaselineEntry[], now: Date): readonly Finding[] {
  return entries
    .filter((entry) => isExpired(entry, now))
    .map(({ rule, file, reason, expires }) => ({
      rule: 'check/baseline-expired',
      severity: 'error',
      message: `expected ${quoted(rule)} in ${quoted(file)} to be reviewed before ${expires}, found it in the baseline still: ${quoted(reason, 200)}`,
    }));
}

function isExpired({ expires }: BaselineEntry, now: Date): boolean {
  return dayOf(now) >= expires;
}

/** In UTC, so that a run means the same everywhere. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notBaseline(name, 'expected JSON');
  }
}

function notBaseline(path: string, reason: string): IoError {
  return new IoError('io/baseline', `${quoted(path)}: expected a baseline, found otherwise: ${reason}`, { path });
}
