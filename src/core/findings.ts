import type { Coverage, Surface } from './coverage.ts';
import { mildest, severityIn, type Finding, type Profile, type RuleInfo, type Severity } from './finding.ts';

/** Findings of one rule that are kept; more are counted and told in one note. A reader stops long before, a hostile file never. */
export const MAX_FINDINGS_PER_RULE = 100;

/** What a finding says beside its rule. */
export type FindingDetail = Pick<Finding, 'message' | 'offset' | 'length' | 'path'>;

/** Collects findings: severity, weakness and references come from the rule, and each rule is capped. */
export class Findings<Id extends string = string> {
  readonly #rules: ReadonlyMap<string, RuleInfo>;
  readonly #profile: Profile;
  readonly #most: number;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<Id, number>();
  readonly #left: Coverage[] = [];
  #hasError = false;
  #hasErrorEverywhere = false;

  /** `most` of each rule are kept. */
  constructor(rules: readonly RuleInfo[], profile: Profile = 'strict', most = MAX_FINDINGS_PER_RULE) {
    this.#rules = rulesById(rules);
    this.#profile = profile;
    this.#most = most;
  }

  /** True once an error was reported. */
  get hasError(): boolean {
    return this.#hasError;
  }

  /** True once an error was reported that is one in the compat profile too. */
  get hasErrorEverywhere(): boolean {
    return this.#hasErrorEverywhere;
  }

  /** True where `id` was reported. */
  has(id: Id): boolean {
    return this.#counts.has(id);
  }

  /**
   * At `most` as severe as that. `detail` is called where the finding is kept or its path decides: a million bad names cost a million
   * counts, not a million messages. Throws RangeError for a rule that is none of this collector's.
   */
  report(id: Id, detail: () => FindingDetail, most: Severity = 'error'): void {
    const rule = this.#rules.get(id);
    if (!rule) throw new RangeError(`expected the id of a rule, found "${id}"`);
    const path = (): string | undefined => (rule.compatKeys ? detail().path : undefined);
    const inProfile = severityIn(rule, this.#profile, this.#profile === 'strict' ? undefined : path());
    if (inProfile === 'ok') return;
    const severity = mildest(inProfile, most);
    if (severity === 'error') {
      this.#hasError = true;
      this.#hasErrorEverywhere ||= severityIn(rule, 'compat', path()) === 'error';
    }
    if (this.#count(id) <= this.#most) this.#findings.push(findingOf(rule, severity, detail()));
  }

  /** Takes over findings that were made elsewhere, capped already. */
  add(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.severity === 'error') this.#hasError = true;
      this.#findings.push(finding);
    }
  }

  /** Says that rules on `surface` did not run because of what was reported: a suppression cannot stand for them. */
  leave(surface: Surface, why: string): void {
    this.#left.push({ surface, state: 'partly', why, unread: true });
  }

  /** What was left so far. */
  coverage(): readonly Coverage[] {
    return this.#left;
  }

  /** Everything reported so far, in order, and a note for each rule that was capped. */
  findings(): readonly Finding[] {
    const capped = [...this.#counts].filter(([, count]) => count > this.#most);
    return [...this.#findings, ...capped.map(([id, count]) => moreOf(id, count - this.#most))];
  }

  #count(id: Id): number {
    const count = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, count);
    return count;
  }
}

/** A finding of `rule` with what the rule says of each. */
export function findingOf({ id, cwe, references }: RuleInfo, severity: Severity, detail: FindingDetail): Finding {
  return { rule: id, severity, ...detail, ...(cwe !== undefined && { cwe }), ...(references && { references }) };
}

/** Where a rule was capped. */
function moreOf(rule: string, more: number): Finding {
  return { rule: 'gguf/more-findings', severity: 'note', message: `${String(more)} more findings of ${rule}` };
}

/** One map for each table: a collector is made for each file. */
const TABLES = new WeakMap<readonly RuleInfo[], ReadonlyMap<string, RuleInfo>>();

function rulesById(rules: readonly RuleInfo[]): ReadonlyMap<string, RuleInfo> {
  const known = TABLES.get(rules);
  if (known) return known;
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  TABLES.set(rules, byId);
  return byId;
}
