/** What libFuzzer, and Jazzer.js with it, prints of its progress. Exit codes are never believed: counts and files are. */
export interface FuzzerStatus {
  readonly executions: number;
  readonly execsPerSecond: number;
  /** Edges that were covered; 0 until the first status line. */
  readonly coverage: number;
  readonly features: number;
  readonly corpus: number;
}

export const NO_STATUS: FuzzerStatus = { executions: 0, execsPerSecond: 0, coverage: 0, features: 0, corpus: 0 };

const STATUS = /^#(\d+)\t/;
const DONE = /^(?:Done|stat::number_of_executed_units:) (\d+)/;
const ARTIFACT = /Test unit written to (.+)$/;

/** The status after `line`: as it was, where the line says nothing of it. */
export function parseStatusLine(line: string, before: FuzzerStatus): FuzzerStatus {
  const done = DONE.exec(line);
  if (done) return { ...before, executions: Math.max(before.executions, Number(done[1])) };
  const status = STATUS.exec(line);
  if (!status) return before;
  const field = (name: string): number => Number(new RegExp(`\\b${name}: (\\d+)`).exec(line)?.[1] ?? NaN);
  const or = (value: number, otherwise: number): number => (Number.isNaN(value) ? otherwise : value);
  return {
    executions: Math.max(before.executions, Number(status[1])),
    execsPerSecond: or(field('exec/s'), before.execsPerSecond),
    coverage: or(field('cov'), before.coverage),
    features: or(field('ft'), before.features),
    corpus: or(field('corp'), before.corpus),
  };
}

/** The file that an artifact was written to, where `line` says so. */
export function parseArtifactLine(line: string): string | null {
  return ARTIFACT.exec(line)?.[1]?.trim() ?? null;
}

/** `crash`, `timeout`, `oom`, `leak`: the first word of an artifact's name. */
export function artifactKind(path: string): string {
  return /([a-z]+(?:-unit)?)-[0-9a-f]{40}$/.exec(path)?.[1] ?? 'crash';
}
