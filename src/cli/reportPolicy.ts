/** What the user's files make of findings: severities and `suppress` of a configuration, `--baseline` and `--write-baseline`. */
import { readFileSync } from 'node:fs';
import {
  expiredFindings,
  holdsFor,
  isExpired,
  withoutAccepted,
  type Acceptance,
  type Accepts,
} from '../checks/acceptance.ts';
import { ruleNamed, unknownRule } from '../checks/rules.ts';
import { withSeverities } from '../checks/severities.ts';
import { rulesLike } from '../checks/suppressions.ts';
import { IoError, UsageError } from '../core/errors.ts';
import type { Severity } from '../core/finding.ts';
import { printable } from '../core/printable.ts';
import { reportOf, type FailOn, type FileReport } from '../report/report.ts';
import type { ConfigPolicy } from './config.ts';
import type { Host } from './host.ts';
import { attempt, writeText } from './outputs.ts';

export interface PolicyFlags {
  readonly baseline?: string;
  readonly writeBaseline?: string;
  /** Of `--config`. */
  readonly configPolicy?: ConfigPolicy;
}

interface PolicyResult {
  readonly files: readonly FileReport[];
  /** False where a baseline that was asked for could not be written. */
  readonly written: boolean;
}

/** The reports with what the user's files say of them, and findings about those files themselves. */
export type Policy = (files: readonly FileReport[]) => PolicyResult;

type Step = (files: readonly FileReport[]) => readonly FileReport[];

/**
 * The policy, read before anything is checked, so that a broken file costs nobody an hour of hashing. A baseline that is to be written
 * accepts all that is found. Throws IoError `io/missing`, `io/baseline`, and UsageError for a rule that there is not.
 */
export async function openPolicy(flags: PolicyFlags, failOn: FailOn, host: Host, now = new Date()): Promise<Policy> {
  const { baseline, writeBaseline, configPolicy } = flags;
  const steps: readonly Step[] = [
    ...(configPolicy ? configSteps(configPolicy, failOn, now) : []),
    ...(baseline !== undefined && writeBaseline === undefined ? [await readBaseline(baseline, failOn, now)] : []),
  ];
  const before: Step = (files) => steps.reduce((reports, step) => step(reports), files);
  if (writeBaseline === undefined) return (files) => ({ files: before(files), written: true });
  return writtenBaseline(writeBaseline, before, failOn, host, now);
}

function configSteps(config: ConfigPolicy, failOn: FailOn, now: Date): readonly Step[] {
  const { path, trusted, severities, suppress } = config;
  const overrides = { byRule: severitiesByRule(severities, path), mayLower: trusted };
  return [
    (files) => files.map((file) => withSeverities(file, overrides, failOn)),
    acceptingStep(path, suppress, suppressedBy(suppress, now), failOn, now),
  ];
}

function severitiesByRule(severities: ConfigPolicy['severities'], path: string): ReadonlyMap<string, Severity> {
  return new Map(
    Object.entries(severities).map(([name, severity]) => {
      const rule = ruleNamed(name);
      if (rule) return [rule.id, severity];
      throw new UsageError('usage/rule', `${printable(path)}: severities: ${unknownRule(name)}`);
    }),
  );
}

function suppressedBy(entries: ConfigPolicy['suppress'], now: Date): Accepts {
  const rows = entries.map((entry) => ({ entry, rules: rulesLike(entry.rule) }));
  const current = rows.filter(({ entry }) => !isExpired(entry, now));
  return (report, finding) =>
    current.find(({ entry, rules }) => rules.has(finding.rule) && holdsFor(entry, report, finding))?.entry.reason ??
    null;
}

async function readBaseline(path: string, failOn: FailOn, now: Date): Promise<Step> {
  const text = readText(path);
  // When it is asked for: its schema takes 50 ms to load.
  const { acceptedBy, parseBaseline } = await import('../checks/baseline.ts');
  const entries = parseBaseline(text, path);
  return acceptingStep(path, entries, acceptedBy(entries, now), failOn, now, Buffer.byteLength(text));
}

/** Accepts, and adds a report on the file at `path` where an entry of it has expired. */
function acceptingStep(
  path: string,
  entries: readonly Acceptance[],
  accepts: Accepts,
  failOn: FailOn,
  now: Date,
  bytes = 0,
): Step {
  const expired = expiredFindings(entries, now);
  const own = expired.length > 0 ? [reportOf(path, bytes, expired)] : [];
  return (files) => [...files.map((file) => withoutAccepted(file, accepts, failOn)), ...own];
}

async function writtenBaseline(path: string, before: Step, failOn: FailOn, host: Host, now: Date): Promise<Policy> {
  const { acceptedBy, parseBaseline, renderBaseline } = await import('../checks/baseline.ts');
  return (reports) => {
    const files = before(reports);
    const text = renderBaseline(files, now);
    const written = attempt(() => {
      writeText(path, text);
    }, host);
    if (!written) return { files, written };
    const entries = parseBaseline(text, path);
    host.err(`${printable(path, 300)}: ${String(entries.length)} findings accepted: give each a reason and a date\n`);
    const accepts = acceptedBy(entries, now);
    return { files: files.map((file) => withoutAccepted(file, accepts, failOn)), written };
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IoError('io/missing', `${path}: expected a baseline, found that ${reason}`, { path, cause });
  }
}
