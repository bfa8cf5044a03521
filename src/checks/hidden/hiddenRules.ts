import type { RuleInfo } from '../../core/finding.ts';

const SUPPLY_CHAIN = 'OWASP ML06:2023 AI Supply Chain Attacks';

/** What is found where no data belongs, or inside metadata, by its first bytes. llama.cpp does not look at it: in the compat profile each is milder. */
export const HIDDEN_RULES = [
  {
    id: 'hidden/archive',
    severity: 'error',
    compat: 'warning',
    title: 'An archive is hidden in the file',
    why: 'The file is two files at once: unzip and tar find the other one, scanners of models do not. No sound model carries an archive.',
    cwe: 'CWE-506',
    references: [SUPPLY_CHAIN],
  },
  {
    id: 'hidden/executable',
    severity: 'error',
    compat: 'warning',
    title: 'A program is hidden in the file',
    why: 'A loader dropped elsewhere needs to find its payload only by offset: the model carries it past every scanner of downloads.',
    cwe: 'CWE-506',
    references: [SUPPLY_CHAIN],
  },
  {
    id: 'hidden/pickle',
    severity: 'error',
    compat: 'warning',
    title: 'A Python pickle is hidden in the file',
    why: 'Loading a pickle runs the code it names: tools that fall back to it, or that look for one, execute the file.',
    cwe: 'CWE-502',
    references: [SUPPLY_CHAIN],
  },
  {
    id: 'hidden/model',
    severity: 'error',
    compat: 'warning',
    title: 'Another GGUF file is hidden in the file',
    why: 'A reader that starts at another offset loads another model than the one that was checked.',
    cwe: 'CWE-506',
    references: [SUPPLY_CHAIN],
  },
  {
    id: 'hidden/script',
    severity: 'warning',
    compat: 'note',
    title: 'A script is hidden in the file',
    why: 'A shell runs it once it is cut out. A description may quote one, so this is a warning.',
    cwe: 'CWE-506',
    references: [SUPPLY_CHAIN],
  },
] as const satisfies readonly RuleInfo[];

export type HiddenRuleId = (typeof HIDDEN_RULES)[number]['id'];
