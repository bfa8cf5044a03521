/** The report on a file whose judge was stopped, or stopped by itself: what was found until then, and what was not looked at. */
import { SURFACES, type Coverage, type Surface } from '../../core/coverage.ts';
import type { Finding } from '../../core/finding.ts';
import { fileReport, type ReportPolicy } from '../../checks/fileReport.ts';
import type { FileReport } from '../../report/report.ts';
import type { Excess } from './fileBudget.ts';

/** How far a file's judge came. */
export interface Halfway {
  readonly path: string;
  readonly bytes: number;
  /** Where the time was last spent. */
  readonly surface: Surface;
  /** What the container's rules found; null where they had not come to their end. */
  readonly findings: readonly Finding[] | null;
}

/** For a file that costs more than its budget: refused, whatever is suppressed never passed. */
export function excessReport(halfway: Halfway, excess: Excess, policy: ReportPolicy): FileReport {
  const where = `when its ${halfway.surface} part was judged`;
  if (excess.what === 'standstill')
    return stoppedReport(halfway, `nothing went on for long ${where}: expected at most ${excess.message}`, policy);
  const message = `expected judging the file to take at most ${excess.message} ${where}: given up`;
  const found: Finding = { rule: 'check/budget', severity: 'error', message, cwe: 'CWE-400' };
  return report(halfway, [found], message, policy);
}

/** For a file that nobody can say anything about but what was found already. */
export function stoppedReport(halfway: Halfway, reason: string, policy: ReportPolicy): FileReport {
  return { ...report(halfway, [], reason, policy), reason };
}

function report(halfway: Halfway, more: readonly Finding[], reason: string, policy: ReportPolicy): FileReport {
  const { path, bytes, findings } = halfway;
  const judged = { path, bytes, reason, findings: [...(findings ?? []), ...more], coverage: coverage(halfway) };
  return fileReport(judged, policy);
}

function coverage({ surface: last, findings }: Halfway): readonly Coverage[] {
  const why = `the file was given up at its ${last} part`;
  return SURFACES.map((surface) => {
    if (surface === 'container' && findings !== null) return { surface, state: 'examined' };
    return { surface, state: surface === last ? 'partly' : 'not', why, unread: true };
  });
}
