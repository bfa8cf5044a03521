/** How far each surface of a file was examined, by what was found and what was read. */
import { SURFACES, type Coverage, type Surface } from '../core/coverage.ts';
import type { Finding } from '../core/finding.ts';
import { RULES } from './rules.ts';

const RANK: Readonly<Record<Coverage['state'], number>> = { absent: 0, examined: 1, partly: 2, not: 3 };

/**
 * One row a surface, in the order of SURFACES: the least that any of `known` says of it, and `partly` where a finding is of a rule that
 * leaves something out, whose message is then why. Findings that will be suppressed count as all others.
 */
export function coverageOf(known: readonly Coverage[], findings: readonly Finding[]): readonly Coverage[] {
  const rows = new Map<Surface, Coverage>();
  for (const row of [...known, ...findings.flatMap(leftBy)]) rows.set(row.surface, lesser(rows.get(row.surface), row));
  return SURFACES.flatMap((surface) => rows.get(surface) ?? []);
}

function leftBy({ rule, message }: Finding): readonly Coverage[] {
  const { leaves } = RULES.get(rule) ?? {};
  if (!leaves) return [];
  return [{ surface: leaves.surface, state: 'partly', why: message, ...(leaves.unread && { unread: true }) }];
}

/** Of two rows on one surface the one that was examined less; unread where either is. */
function lesser(a: Coverage | undefined, b: Coverage): Coverage {
  if (!a) return b;
  const least = RANK[b.state] > RANK[a.state] || (a.why === undefined && b.why !== undefined) ? b : a;
  return (a.unread ?? b.unread) ? { ...least, unread: true } : least;
}
