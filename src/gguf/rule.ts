import type { LeftSurface, Severity } from '../core/finding.ts';
import type { Profile } from './types.ts';

/** `ok`: the profile accepts it and nothing is reported. */
type RuleSeverity = Severity | 'ok';

/** One thing that can be wrong with the container. `docs/rules` and `explain` are made of these. */
export interface GgufRule {
  readonly id: string;
  readonly severity: Readonly<Record<Profile, RuleSeverity>>;
  readonly title: string;
  /** Who is hurt, and how. */
  readonly why: string;
  readonly cwe?: string;
  /** Only where the pattern is the same. */
  readonly references?: readonly string[];
  /** See `RuleInfo.leaves`. */
  readonly leaves?: LeftSurface;
  /** Earlier names. */
  readonly aliases?: readonly string[];
}

/** The reading stops at a finding of such a rule, or leaves a row of the tensor table out. */
export const UNREAD_HEADER = { surface: 'container', unread: true } as const;
export const UNREAD_KEYS = { surface: 'keys', unread: true } as const;
export const UNREAD_TENSORS = { surface: 'tensors', unread: true } as const;

export const ALWAYS_ERROR = { strict: 'error', compat: 'error' } as const;
export const ALWAYS_WARNING = { strict: 'warning', compat: 'warning' } as const;
export const ALWAYS_NOTE = { strict: 'note', compat: 'note' } as const;
export const ERROR_THEN_WARNING = { strict: 'error', compat: 'warning' } as const;
export const WARNING_THEN_NOTE = { strict: 'warning', compat: 'note' } as const;
export const WARNING_THEN_OK = { strict: 'warning', compat: 'ok' } as const;
