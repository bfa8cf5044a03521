import type { RuleInfo } from '../../core/finding.ts';

const INJECTION = ['CVE-2024-34359', 'OWASP ML06:2023'];

/** What this room reports of chat templates. */
export const TEMPLATE_RULES: readonly RuleInfo[] = [
  {
    id: 'template/unparseable',
    severity: 'error',
    title: 'A chat template that does not parse',
    why: 'No rule could look into it, and engines differ in what they make of it.',
    cwe: 'CWE-20',
  },
  {
    id: 'template/attribute-walk',
    severity: 'error',
    title: 'A chat template reaches for the insides of the interpreter',
    why: 'Names such as __class__ and __globals__ lead from a string to the operating system where templates are rendered in Python.',
    cwe: 'CWE-1336',
    references: INJECTION,
  },
  {
    id: 'template/built-name',
    severity: 'error',
    title: 'A chat template builds an attribute’s name from pieces',
    why: 'No format needs it: it is how a forbidden name gets past a filter that looks for the name.',
    cwe: 'CWE-1336',
    references: INJECTION,
  },
  {
    id: 'template/unbounded-loop',
    severity: 'error',
    title: 'A chat template repeats something far more often than a conversation has parts',
    why: 'Every request renders it: one template takes the server’s time or memory.',
    cwe: 'CWE-834',
  },
  {
    id: 'template/recursion',
    severity: 'error',
    title: 'A macro of a chat template calls itself without a condition',
    why: 'It never ends: rendering exhausts the stack.',
    cwe: 'CWE-674',
  },
  {
    id: 'template/content-condition',
    severity: 'error',
    title: 'A chat template says something else when a message has certain words',
    why: 'The text it adds is seen by the model and by nobody else: a poisoned template waits for its trigger.',
    cwe: 'CWE-506',
    references: ['OWASP ML06:2023'],
  },
  {
    id: 'template/system-condition',
    severity: 'warning',
    title: 'A chat template looks for words in the system message',
    why: 'Some formats set modes that way; whoever writes the system message should know the words.',
  },
  {
    id: 'template/time-condition',
    severity: 'error',
    title: 'A chat template decides by the date',
    why: 'What is reviewed today is not what runs on the day it waits for.',
    cwe: 'CWE-511',
  },
  {
    id: 'template/invisible-text',
    severity: 'error',
    title: 'A chat template has characters that nobody sees',
    why: 'Bidirectional controls show a reviewer another program; tag and zero-width characters carry text to the model.',
    cwe: 'CWE-1007',
  },
  {
    id: 'template/variants-differ',
    severity: 'warning',
    title: 'A named template renders a plain conversation otherwise than the main one',
    why: 'Which one runs depends on the engine and its flags: review of the main template says nothing about it.',
  },
  {
    id: 'template/variant-missing',
    severity: 'warning',
    title: 'A template is listed by name and is not there',
    why: 'Engines fall back to another template without a word.',
  },
  {
    id: 'template/too-many-variants',
    severity: 'error',
    title: 'More named templates than any model has',
    why: 'Beyond the first 16 none was looked at.',
    cwe: 'CWE-770',
  },
  {
    id: 'template/exhausts',
    severity: 'error',
    title: 'A chat template exceeds its time, steps, memory or output on a short conversation',
    why: 'Every request renders it: one template takes the server’s time or memory.',
    cwe: 'CWE-400',
  },
  {
    id: 'template/fails',
    severity: 'warning',
    title: 'A chat template fails on every plain conversation',
    why: 'The model cannot be used for chat, or the template needs what only one engine has.',
  },
  {
    id: 'template/drops-content',
    severity: 'warning',
    title: 'A chat template leaves out what the user said',
    why: 'The model answers something else than it was asked.',
  },
];
