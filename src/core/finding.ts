import type { Surface } from './coverage.ts';

export type Severity = 'error' | 'warning' | 'note';

/** `strict`: what every reader of the format can be given. `compat`: what llama.cpp loads. */
export type Profile = 'strict' | 'compat';

/**
 * What is wrong with a file: a value, returned by whoever noticed. The field names are part of the published
 * `flea-flicker/check@1` document.
 */
export interface Finding {
  /** Stable rule identifier, `room/what-is-wrong`: `gguf/duplicate-key`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What was expected and what was found. Text from the file is escaped and cut: see `printable`. */
  readonly message: string;
  /** First byte in the file that the finding is about. */
  readonly offset?: number;
  /** How many bytes from `offset` it is about. */
  readonly length?: number;
  /** Which part of the file: `metadata["general.alignment"]`, `tensors[3]`. */
  readonly path?: string;
  /** SHA-256 of the text that the finding is about, such as a template's: another file with the same text has the same finding. */
  readonly digest?: string;
  readonly cwe?: string;
  readonly references?: readonly string[];
}

/** What is said of a rule in every report and by `explain`. A rule belongs to the room that reports it. */
export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  /** Who is hurt, and how. */
  readonly why: string;
  readonly severity: Severity;
  /** In the compat profile, where that is milder: what llama.cpp loads does not fail a file. `ok`: nothing is reported. */
  readonly compat?: Severity | 'ok';
  /** Ends of the metadata keys at which alone `compat` holds; everywhere where left out. */
  readonly compatKeys?: readonly string[];
  readonly cwe?: string;
  /** CVE identifiers and specifications, only where the pattern is the same. */
  readonly references?: readonly string[];
  /** The surface that is examined only in part where this rule finds something. */
  readonly leaves?: LeftSurface;
  /** Earlier names, which `--suppress`, baselines and `explain` take for two minor versions. */
  readonly aliases?: readonly string[];
}

interface LeftSurface {
  readonly surface: Surface;
  /**
   * True where what was left is not known, and not merely not described: such a file never passes, and nobody is told how to suppress the
   * rule.
   */
  readonly unread?: true;
}

const RANK: Readonly<Record<Severity, number>> = { note: 0, warning: 1, error: 2 };

/** How severe a finding of `rule` at `path` is. `ok`: the profile accepts it. */
export function severityIn(rule: RuleInfo, profile: Profile, path?: string): Severity | 'ok' {
  const { severity, compat = severity, compatKeys } = rule;
  if (profile === 'strict' || compat === severity) return severity;
  const holds = compatKeys === undefined || compatKeys.some((key) => path?.endsWith(`${key}"]`));
  return holds ? compat : severity;
}

/** True when `severity` is at or above `threshold`. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return RANK[severity] >= RANK[threshold];
}

/** The milder of the two. */
export function mildest(a: Severity, b: Severity): Severity {
  return RANK[a] <= RANK[b] ? a : b;
}

/** Errors before warnings before notes; among equals, as they were. */
export function mostSevereFirst<T extends { readonly severity: Severity }>(findings: readonly T[]): readonly T[] {
  return [...findings].sort((a, b) => RANK[b.severity] - RANK[a.severity]);
}
