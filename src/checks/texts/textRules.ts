import type { RuleInfo } from '../../core/finding.ts';

/** What is reported of the texts that a file brings along, and of the defaults that readers take from it. */
const ROWS = [
  {
    id: 'metadata/control-character',
    severity: 'error',
    compat: 'warning',
    title: 'A text of the metadata with control characters',
    why: 'Readers print names, licences and descriptions as they are: a terminal takes commands from them, clears the screen, sets its title or sends keys. A carriage return alone hides what stands before it.',
    cwe: 'CWE-150',
  },
  {
    id: 'metadata/bidirectional',
    severity: 'error',
    compat: 'warning',
    title: 'A text of the metadata that changes the direction of text',
    why: 'Overrides and isolates let a reviewer read other words than there are.',
    cwe: 'CWE-1007',
    references: ['CVE-2021-42574'],
  },
  {
    id: 'metadata/workflow-command',
    severity: 'error',
    compat: 'warning',
    title: 'A text of the metadata with a line that commands a build',
    why: 'Build systems read commands in the lines that a step prints: `::` or `##[` at the start of a line sets outputs, adds to the environment, masks words or makes an annotation.',
    cwe: 'CWE-77',
  },
  {
    id: 'metadata/invisible-text',
    severity: 'warning',
    title: 'A text of the metadata with characters that are not drawn',
    why: 'Two texts that look the same are not, and a text can be hidden in another. Scripts and emoji need some of these characters; none stands where one of them needs it.',
    cwe: 'CWE-1007',
  },
  {
    id: 'metadata/active-content',
    severity: 'warning',
    title: 'A text of the metadata with active content of a web page',
    why: 'Model hubs and launchers show descriptions as Markdown or HTML: a script runs there, an image tells its server who looks.',
    cwe: 'CWE-79',
  },
  {
    id: 'metadata/script',
    severity: 'warning',
    title: 'A text of the metadata with commands of a shell',
    why: 'A tool that puts the text into a command line, or a user who pastes it, runs them.',
    cwe: 'CWE-78',
  },
  {
    id: 'metadata/link',
    severity: 'note',
    title: 'A text of the metadata with a link behind other words',
    why: 'Where descriptions are shown as Markdown, the words say nothing of where the link leads.',
    cwe: 'CWE-451',
  },
  {
    id: 'metadata/url',
    severity: 'warning',
    title: 'An address that is no web address',
    why: 'Readers make links of these keys. `javascript:` and `data:` run in the page that shows them, `file:` reaches into the machine, and a name before an @ is not the host.',
    cwe: 'CWE-601',
  },
  {
    id: 'metadata/sampling-invalid',
    severity: 'error',
    title: 'A default for sampling that a reader cannot use',
    why: 'Readers take general.sampling.* as their defaults: NaN makes every probability NaN, and a penalty or a mode that there is not ends the process.',
    cwe: 'CWE-20',
  },
  {
    id: 'metadata/sampling-range',
    severity: 'warning',
    title: 'A default for sampling outside its range',
    why: 'Readers take general.sampling.* as their defaults: answers are others than the makers of the model had, down to one token over and over.',
    cwe: 'CWE-20',
  },
  {
    id: 'metadata/sampling-default',
    severity: 'note',
    title: 'The file sets defaults for sampling',
    why: 'A reader takes them where the user says nothing else: the same command gives other answers than with another file of the same weights.',
  },
] as const satisfies readonly RuleInfo[];

export type TextRuleId = (typeof ROWS)[number]['id'];

export const METADATA_TEXT_RULES: readonly (RuleInfo & { readonly id: TextRuleId })[] = ROWS;
