import type { RuleInfo } from '../core/finding.ts';
import { GGUF_RULES } from '../gguf/rules.ts';
import { MODEL_RULES } from '../model/rules.ts';
import { TEXT_RULES } from '../text/rules.ts';
import { TEMPLATE_RULES } from '../text/template/templateRules.ts';
import { FILE_RULES } from './fileHygiene.ts';
import { KIND_RULES } from './kinds/kindRules.ts';
import { HIDDEN_RULES } from './hidden/hiddenRules.ts';
import { MANIFEST_RULES } from './manifestRules.ts';
import { NUMBER_RULES } from './numbers/numberRules.ts';

const OWN_RULES: readonly RuleInfo[] = [
  {
    id: 'check/digest-mismatch',
    severity: 'error',
    title: 'The file is not the one that was pinned',
    why: 'Its SHA-256 is another one: it was replaced, damaged or cut short.',
    cwe: 'CWE-354',
  },
  {
    id: 'check/too-large',
    severity: 'error',
    title: 'The file is larger than --max-model-size',
    why: 'It was refused before anything of it was read.',
    cwe: 'CWE-770',
  },
  {
    id: 'check/baseline-expired',
    severity: 'error',
    title: 'An entry of the baseline has expired',
    why: 'What was accepted for a while is due: review it, and remove the entry or give it a new reason and date.',
  },
];

/** Every rule of every room, by id. */
export const RULES: ReadonlyMap<string, RuleInfo> = new Map(
  [
    ...GGUF_RULES.map(containerRule),
    ...MODEL_RULES,
    ...TEXT_RULES,
    ...TEMPLATE_RULES,
    ...OWN_RULES,
    ...MANIFEST_RULES,
    ...FILE_RULES,
    ...HIDDEN_RULES,
    ...KIND_RULES,
    ...NUMBER_RULES,
  ].map((rule) => [rule.id, rule]),
);

/** A container rule as the strict profile has it; what strict accepts, compat never refuses. */
function containerRule({ severity, ...rule }: (typeof GGUF_RULES)[number]): RuleInfo {
  return { ...rule, severity: severity.strict === 'ok' ? 'note' : severity.strict };
}
