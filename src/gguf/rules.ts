import { HEADER_RULES } from './headerRules.ts';
import { METADATA_RULES } from './metadataRules.ts';
import type { GgufRule } from './rule.ts';
import { TENSOR_RULES } from './tensorRules.ts';

export type { GgufRule } from './rule.ts';

const ROWS = [...HEADER_RULES, ...METADATA_RULES, ...TENSOR_RULES] as const;

export type GgufRuleId = (typeof ROWS)[number]['id'];

/** The catalogue, in the order in which a file is read. */
export const GGUF_RULES: readonly (GgufRule & { readonly id: GgufRuleId })[] = ROWS;

const BY_ID: ReadonlyMap<GgufRuleId, GgufRule> = new Map(ROWS.map((rule) => [rule.id, rule]));

export function ruleById(id: GgufRuleId): GgufRule {
  const rule = BY_ID.get(id);
  if (!rule) throw new RangeError(`expected the id of a rule, found "${id}"`);
  return rule;
}
