/** Chat templates where some readers look and others do not, each beside a file that says the same in every place. */
import { ggufWith, strings, text } from './ggufBytes.ts';
import type { PairCase } from './pairCase.ts';
import { chatml, PLAIN_TEMPLATE, POISON, withTemplate } from './templateCases.ts';

const POISONED = chatml(`{{ m['content'] }}{% if 'mortgage' in m['content'] %}${POISON}{% endif %}`);
const HF_JSON = 'tokenizer.huggingface.json';
const KEY = 'tokenizer.chat_template';

type Place = readonly [name: string, of: (template: string) => Uint8Array, comment: string];

/** A tokenizer.json around the value of its `chat_template`, with a token of that name. */
function hfJson(value: unknown): string {
  return JSON.stringify({ version: '1.0', model: { vocab: { chat_template: 7, '"': 8 } }, chat_template: value });
}

/** Each holds a template that nobody finds by looking at `tokenizer.chat_template` alone. */
const PLACES: readonly Place[] = [
  ['hf json', (t) => ggufWith([HF_JSON, text(hfJson(t))]), 'a template in a tokenizer.json'],
  ['hf json list', (t) => ggufWith([HF_JSON, text(hfJson([{ name: 'default', template: PLAIN_TEMPLATE }, { name: 'tool_use', template: t }]))]), 'the second of two templates in a tokenizer.json'],
  ['hf json deep', (t) => ggufWith([HF_JSON, text(JSON.stringify({ tokenizer_config: hfJson(PLAIN_TEMPLATE), config: { chat_template: t } }))]), 'a template further down in a JSON text'],
  ['hf json escaped key', (t) => ggufWith([HF_JSON, text(hfJson(t).replaceAll('"chat_template":"', '"chat\\u005ftemplate":"'))]), 'a template whose key no search for it finds'],
  ['config text', (t) => ggufWith(['general.tokenizer_config', text(hfJson(t))]), 'a tokenizer_config.json under another key'],
  ['general', (t) => ggufWith(['general.chat_template', text(t)]), 'a template in the general room'],
  ['architecture', (t) => ggufWith(['blank.chat_template', text(t)]), 'a template in the room of the architecture'],
  ['other key', (t) => ggufWith(['blank.prompt', text(t)]), 'a template under a key that says nothing of it'],
  ['other list', (t) => ggufWith(['blank.prompts', strings('plain', t)]), 'a template in a list of texts'],
];

const PLACE_CASES = PLACES.map(([name, of, comment]): PairCase => ({
  rule: 'template/depends-on-text',
  severity: 'error',
  name,
  comment,
  bad: of(POISONED),
  good: of(PLAIN_TEMPLATE),
}));

const OTHER = chatml(undefined, 'Be brief. ');

const COPIES = PLACES.filter(([name]) => ['hf json', 'general', 'config text'].includes(name)).map(([name]): PairCase => {
  const key = { 'hf json': HF_JSON, general: 'general.chat_template', 'config text': 'general.tokenizer_config' }[name] ?? KEY;
  const withCopy = (copy: string): Uint8Array => withTemplate(PLAIN_TEMPLATE, [key, text(name === 'general' ? copy : hfJson(copy))]);
  const comment = 'a second template for readers that look there first';
  return { rule: 'template/copies-differ', severity: 'error', name, comment, bad: withCopy(OTHER), good: withCopy(`${PLAIN_TEMPLATE}\n`) };
});

const FAULTS: readonly PairCase[] = [
  {
    rule: 'template/copies-differ',
    severity: 'error',
    name: 'named default',
    comment: 'a variant that is called as the main template is',
    bad: withTemplate(PLAIN_TEMPLATE, [`${KEY}.default`, text(OTHER)]),
    good: withTemplate(PLAIN_TEMPLATE, [`${KEY}.default`, text(PLAIN_TEMPLATE)]),
  },
  {
    rule: 'template/wrong-type',
    severity: 'error',
    name: 'list',
    comment: 'a list of templates, of which readers take the first or none',
    bad: ggufWith([KEY, strings(PLAIN_TEMPLATE, OTHER)]),
    good: withTemplate(PLAIN_TEMPLATE),
  },
  {
    rule: 'template/wrong-type',
    severity: 'error',
    name: 'number',
    comment: 'a number, which llama.cpp prints as the template',
    bad: ggufWith([KEY, { type: 'u32', value: 7 }]),
    good: withTemplate(PLAIN_TEMPLATE),
  },
  {
    rule: 'template/wrong-type',
    severity: 'error',
    name: 'variant list',
    comment: 'a variant in a list of one',
    bad: withTemplate(PLAIN_TEMPLATE, [`${KEY}.tool_use`, strings(PLAIN_TEMPLATE)]),
    good: withTemplate(PLAIN_TEMPLATE, [`${KEY}.tool_use`, text(PLAIN_TEMPLATE)]),
  },
  {
    rule: 'template/wrong-type',
    severity: 'error',
    name: 'names',
    comment: 'one text where a list of names should be',
    bad: withTemplate(PLAIN_TEMPLATE, ['tokenizer.chat_templates', text('default')]),
    good: withTemplate(PLAIN_TEMPLATE, ['tokenizer.chat_templates', strings('default')]),
  },
  {
    rule: 'template/not-utf8',
    severity: 'error',
    name: 'latin 1',
    comment: 'a letter in Latin-1, which readers replace, drop or refuse',
    bad: ggufWith([KEY, text(Buffer.from(chatml(undefined, 'Réponds. '), 'latin1'))]),
    good: ggufWith([KEY, text(chatml(undefined, 'Réponds. '))]),
  },
  {
    rule: 'template/empty',
    severity: 'warning',
    name: 'blanks',
    comment: 'a template of blanks, for which llama.cpp takes one of its own',
    bad: withTemplate(' \n'),
    good: withTemplate(PLAIN_TEMPLATE),
  },
  {
    rule: 'template/only-a-name',
    severity: 'error',
    name: 'chatml',
    comment: 'the name of a template that llama.cpp brings along',
    bad: withTemplate('chatml'),
    good: withTemplate(PLAIN_TEMPLATE),
  },
  {
    rule: 'template/only-a-name',
    severity: 'error',
    name: 'variant',
    comment: 'a variant that names another variant',
    bad: withTemplate(PLAIN_TEMPLATE, [`${KEY}.rag`, text('tokenizer.chat_template.tool_use')], [`${KEY}.tool_use`, text(PLAIN_TEMPLATE)]),
    good: withTemplate(PLAIN_TEMPLATE, [`${KEY}.rag`, text(PLAIN_TEMPLATE)], [`${KEY}.tool_use`, text(PLAIN_TEMPLATE)]),
  },
  {
    rule: 'template/unparseable',
    severity: 'error',
    name: 'ten thousand brackets',
    comment: 'an expression that is nested ten thousand deep',
    bad: withTemplate(chatml(undefined, `{{ ${'('.repeat(10_000)}1${')'.repeat(10_000)} }}`)),
    good: withTemplate(chatml(undefined, `{{ ${'('.repeat(10)}1${')'.repeat(10)} }}`)),
  },
];

export const TEMPLATE_PLACE_CASES: readonly PairCase[] = [...PLACE_CASES, ...COPIES, ...FAULTS];
