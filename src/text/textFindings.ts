import type { Finding } from '../core/finding.ts';
import { TEXT_RULES, type TextRuleId } from './rules.ts';

/** Findings of one rule that are kept; more are counted and told in one note. */
const MOST_OF_A_RULE = 100;

const BY_ID = new Map(TEXT_RULES.map((rule) => [rule.id, rule]));

/** Collects what is wrong with a vocabulary: severity and weakness come from the rule, and each rule is capped. */
export class TextFindings {
  readonly #findings: Finding[] = [];
  readonly #counts = new Map<TextRuleId, number>();
  #hasError = false;

  /** True once an error was reported: no tokenizer comes out. */
  get hasError(): boolean {
    return this.#hasError;
  }

  /** `key` is the metadata key that it is about, `index` the place in its list. `message` is made only where it is kept. */
  report(rule: TextRuleId, key: string, message: () => string, index?: number): void {
    const { severity, cwe } = BY_ID.get(rule) ?? { severity: 'error' as const, cwe: undefined };
    if (severity === 'error') this.#hasError = true;
    const count = (this.#counts.get(rule) ?? 0) + 1;
    this.#counts.set(rule, count);
    if (count > MOST_OF_A_RULE) return;
    const path = `metadata["${key}"]${index === undefined ? '' : `[${String(index)}]`}`;
    this.#findings.push({ rule, severity, message: message(), path, ...(cwe !== undefined && { cwe }) });
  }

  /** Everything reported, in order, and a note for each rule that was capped. */
  list(): readonly Finding[] {
    const capped = [...this.#counts].filter(([, count]) => count > MOST_OF_A_RULE);
    const notes = capped.map(([rule, count]): Finding => ({
      rule: 'gguf/more-findings',
      severity: 'note',
      message: `${String(count - MOST_OF_A_RULE)} more findings of ${rule}`,
    }));
    return [...this.#findings, ...notes];
  }
}
