import type { RuleInfo } from '../core/finding.ts';

/** What this room reports of vocabularies. */
export const TEXT_RULES: readonly RuleInfo[] = [
  {
    id: 'text/no-tokens',
    severity: 'error',
    title: 'A tokenizer without tokens',
    why: 'Engines index an empty table by every token id.',
    cwe: 'CWE-125',
  },
  {
    id: 'text/token-types-length',
    severity: 'error',
    title: 'Fewer or more token types than tokens',
    why: 'Readers take the type of every token without looking at the length: they read past the end.',
    cwe: 'CWE-125',
  },
  {
    id: 'text/special-id',
    severity: 'error',
    title: 'A special token’s id is not in the vocabulary',
    why: 'It is used as an index when a generation begins or ends.',
    cwe: 'CWE-129',
  },
];
