import type { RuleInfo } from '../core/finding.ts';
import { HEADER_RULES } from './headerRules.ts';
import { METADATA_RULES } from './metadataRules.ts';
import { TENSOR_RULES } from './tensorRules.ts';

const ROWS = [...HEADER_RULES, ...METADATA_RULES, ...TENSOR_RULES] as const;

export type GgufRuleId = (typeof ROWS)[number]['id'];

/** The catalogue, in the order in which a file is read. */
export const GGUF_RULES: readonly (RuleInfo & { readonly id: GgufRuleId })[] = ROWS;
