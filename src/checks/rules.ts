import { didYouMean } from '../core/didYouMean.ts';
import type { RuleInfo } from '../core/finding.ts';
import { quoted } from '../core/printable.ts';
import { GGUF_RULES } from '../gguf/rules.ts';
import { MODEL_RULES } from '../model/rules.ts';
import { TEXT_RULES } from '../text/rules.ts';
import { TEMPLATE_RULES } from '../text/template/templateRules.ts';
import { FILE_RULES } from './fileHygiene.ts';
import { KIND_RULES } from './kinds/kindRules.ts';
import { HIDDEN_RULES } from './hidden/hiddenRules.ts';
import { MANIFEST_RULES } from './manifestRules.ts';
import { NUMBER_RULES } from './numbers/numberRules.ts';
import { METADATA_TEXT_RULES } from './texts/textRules.ts';

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
    leaves: { surface: 'container', unread: true },
    severity: 'error',
    title: 'The file is larger than --max-model-size',
    why: 'It was refused before anything of it was read.',
    cwe: 'CWE-770',
  },
  {
    id: 'check/budget',
    severity: 'error',
    title: 'Judging the file costs more time or memory than any sound file does',
    why: 'It was made to keep its readers busy, or nobody has shown yet that it was not: what was not looked at may hold anything.',
    cwe: 'CWE-400',
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
    ...GGUF_RULES,
    ...MODEL_RULES,
    ...TEXT_RULES,
    ...TEMPLATE_RULES,
    ...OWN_RULES,
    ...MANIFEST_RULES,
    ...FILE_RULES,
    ...HIDDEN_RULES,
    ...KIND_RULES,
    ...NUMBER_RULES,
    ...METADATA_TEXT_RULES,
  ].map((rule) => [rule.id, rule]),
);

/** Rules by their names and by those that they had; a present name is nobody's earlier one. */
export function rulesByName(rules: readonly RuleInfo[]): ReadonlyMap<string, RuleInfo> {
  const names = new Map(rules.flatMap((rule) => (rule.aliases ?? []).map((alias) => [alias, rule])));
  for (const rule of rules) names.set(rule.id, rule);
  return names;
}

const BY_NAME = rulesByName([...RULES.values()]);

/** The rule of that name, or of that earlier name. */
export function ruleNamed(name: string): RuleInfo | undefined {
  return BY_NAME.get(name);
}

/** What to say to somebody who names a rule that there is not. */
export function unknownRule(name: string): string {
  return `expected a rule, found ${quoted(name)}${didYouMean(name, [...RULES.keys()])}`;
}
