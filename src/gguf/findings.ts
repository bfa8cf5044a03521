import type { Finding } from '../core/finding.ts';
import { ruleById } from './rules.ts';
import type { GgufRuleId } from './rules.ts';
import type { Profile } from './types.ts';

/** Findings of one rule that are kept; more are counted and told in one note. A reader stops long before, a hostile file never. */
export const MAX_FINDINGS_PER_RULE = 100;

export interface FindingDetail {
  readonly message: string;
  readonly offset?: number;
  readonly length?: number;
  readonly path?: string;
}

/** Collects findings: looks each rule's severity up in the catalogue, drops those the profile accepts, and caps each rule. */
export class FindingSink {
  readonly #profile: Profile;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<GgufRuleId, number>();
  #hasError = false;

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  /** True once an error was reported: no file comes out. */
  get hasError(): boolean {
    return this.#hasError;
  }

  /** `detail` is called only when the finding is kept: a million bad names cost a million counts, not a million messages. */
  report(id: GgufRuleId, detail: () => FindingDetail): void {
    const rule = ruleById(id);
    const severity = rule.severity[this.#profile];
    if (severity === 'ok') return;
    if (severity === 'error') this.#hasError = true;
    const count = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, count);
    if (count > MAX_FINDINGS_PER_RULE) return;
    const { cwe, references } = rule;
    this.#findings.push({ rule: id, severity, ...detail(), ...(cwe && { cwe }), ...(references && { references }) });
  }

  /** Takes over findings that were made elsewhere, capped already. */
  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.severity === 'error') this.#hasError = true;
      this.#findings.push(finding);
    }
  }

  /** Everything reported so far, in order, and a note for each rule that was capped. */
  findings(): readonly Finding[] {
    const notes: Finding[] = [];
    for (const [id, count] of this.#counts) {
      if (count <= MAX_FINDINGS_PER_RULE) continue;
      const left = String(count - MAX_FINDINGS_PER_RULE);
      notes.push({ rule: 'gguf/more-findings', severity: 'note', message: `${left} more findings of ${id}` });
    }
    return [...this.#findings, ...notes];
  }
}
