import type { Coverage, Surface } from '../core/coverage.ts';
import type { Finding, RuleInfo } from '../core/finding.ts';
import { MAX_FINDINGS_PER_RULE } from '../gguf/findings.ts';
import { MODEL_RULES } from './rules.ts';

export interface ModelFindingDetail {
  readonly message: string;
  /** `metadata["llama.block_count"]`, `tensors["output.weight"]` */
  readonly path: string;
}

/** Collects findings on hyper-parameters and tensors: severity from the catalogue, each rule capped as the parser caps its own. */
export class ModelFindings {
  readonly #rules: ReadonlyMap<string, RuleInfo>;
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<string, number>();
  readonly #left: Coverage[] = [];
  #hasError = false;
  #hasErrorEverywhere = false;

  /** `more` are rules of a layer above that reports through the same sink. */
  constructor(more: readonly RuleInfo[] = []) {
    this.#rules = new Map([...MODEL_RULES, ...more].map((rule) => [rule.id, rule]));
  }

  get hasError(): boolean {
    return this.#hasError;
  }

  /** True where `id` was reported. */
  has(id: string): boolean {
    return this.#counts.has(id);
  }

  /** An error that stays one in the compat profile. */
  get hasErrorEverywhere(): boolean {
    return this.#hasErrorEverywhere;
  }

  /** `detail` is called only when the finding is kept, or decides whether a profile keeps it. */
  report(id: string, detail: () => ModelFindingDetail): void {
    const rule = this.#rules.get(id);
    if (!rule) throw new RangeError(`expected the id of a rule, found "${id}"`);
    if (rule.severity === 'error') this.#hasError = true;
    if (rule.severity === 'error' && !this.#hasErrorEverywhere)
      this.#hasErrorEverywhere = isErrorInCompat(rule, detail);
    const count = (this.#counts.get(id) ?? 0) + 1;
    this.#counts.set(id, count);
    if (count > MAX_FINDINGS_PER_RULE) return;
    this.#findings.push({ rule: id, severity: rule.severity, ...detail(), ...(rule.cwe && { cwe: rule.cwe }) });
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
    const capped = [...this.#counts].filter(([, count]) => count > MAX_FINDINGS_PER_RULE);
    const notes = capped.map(([id, count]): Finding => {
      const message = `${String(count - MAX_FINDINGS_PER_RULE)} more findings of ${id}`;
      return { rule: 'gguf/more-findings', severity: 'note', message };
    });
    return [...this.#findings, ...notes];
  }
}

function isErrorInCompat({ compat, compatKeys }: RuleInfo, detail: () => ModelFindingDetail): boolean {
  if (compat === undefined || compat === 'error') return true;
  return compatKeys !== undefined && !compatKeys.some((key) => detail().path.endsWith(`${key}"]`));
}
