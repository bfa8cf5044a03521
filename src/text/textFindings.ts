import { Findings } from '../core/findings.ts';
import { TEXT_RULES, type TextRuleId } from './rules.ts';

/** Collects what is wrong with a vocabulary. */
export class TextFindings extends Findings<TextRuleId> {
  constructor() {
    super(TEXT_RULES);
  }

  /** `key` is the metadata key that it is about, `index` the place in its list. `message` is made only where it is kept. */
  reportKey(rule: TextRuleId, key: string, message: () => string, index?: number): void {
    const path = `metadata["${key}"]${index === undefined ? '' : `[${String(index)}]`}`;
    this.report(rule, () => ({ message: message(), path }));
  }
}
