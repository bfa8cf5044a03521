/** Files whose chat templates cost as much as can be: see costlyFiles.ts. */
import { ggufWith, text } from '../../corpus/ggufBytes.ts';
import type { Pair } from '../../corpus/vocabularies.ts';
import { filled, many } from './filled.ts';

type CostlyTemplate = (bytes: number) => Uint8Array;

const source =
  (of: (bytes: number) => string): CostlyTemplate =>
  (bytes) =>
    ggufWith(['tokenizer.chat_template', text(of(bytes))]);
const nest = (bytes: number, open: string, close: string, most = 200): string => {
  const depth = Math.min(most, Math.floor(bytes / (open.length + close.length)));
  return filled(bytes, () => `${open.repeat(depth)}${close.repeat(depth)}`);
};

/** Arguments of one call: more take the stack of whoever makes the file. */
const MOST_KEYS = 50_000;

/** Beyond its budget a template is refused unread: what is below costs the most. */
export const COSTLY_TEMPLATES: Readonly<Record<string, CostlyTemplate>> = {
  text: source((n) => 'a'.repeat(n)),
  blanks: source((n) => ' '.repeat(n)),
  'blanks around tags': source((n) => `${' '.repeat(200)}{%- if x -%}${' '.repeat(200)}{%- endif -%}`.repeat(n / 430)),
  'tags without an end': source((n) => '{% '.repeat(n / 3)),
  comments: source((n) => '{# '.repeat(n / 3)),
  expressions: source((n) => '{{ x }}'.repeat(n / 7)),
  escapes: source((n) => `{{ '${'\\u0041'.repeat(n / 6)}' }}`),
  'a chain of macros': source((n) => filled(n, (i) => `{%macro a${String(i)}()%}{{a${String(i + 1)}()}}{%endmacro%}`)),
  'macros that call all others': source((n) => {
    const count = Math.sqrt(n / 12);
    const calls = many(count, (i) => `{{a${String(i)}()}}`).join('');
    return many(count, (i) => `{%macro a${String(i)}()%}${calls}{%endmacro%}`).join('');
  }),
  'macros that double': source((n) =>
    filled(n, (i) => `{%macro a${String(i + 1)}()%}{{a${String(i)}()}}{{a${String(i)}()}}{%endmacro%}`),
  ),
  'slices of a list': source((n) => `{%set x=[${"'a',".repeat(n / 8)}'a']%}${'{{x[1:]}}'.repeat(n / 18)}`),
  'slices of slices': source((n) => {
    const slices = filled(n / 2, (i) => `{%set x${String(i + 1)}=x${String(i)}[1:]%}`);
    return `{%set x0=[${"'a',".repeat(n / 8)}'a']%}${slices}`;
  }),
  'reversed lists': source((n) => `{%set x=[${"'a',".repeat(n / 8)}'a']%}${'{{x[::-1]}}'.repeat(n / 22)}`),
  'joined lists': source((n) => `{%set x=[${"'a',".repeat(n / 8)}'a']%}${"{{x|join('b')}}".repeat(n / 30)}`),
  'strings that double': source((n) =>
    filled(n, (i) => `{%set v${String(i + 1)}=v${String(i)}~v${String(i)}%}`).replace('v0~v0', "'ab'~'ab'"),
  ),
  'replacements that grow': source(
    (n) =>
      `{%set v0='${'a'.repeat(400)}'%}${filled(n - 400, (i) => `{%set v${String(i + 1)}=v${String(i)}|replace('a','aa')|replace('aa','a')%}`)}`,
  ),
  'strings in upper case': source(
    (n) => `{%set v='${'a'.repeat(400)}'%}${'{{v|upper|lower|trim|reverse}}'.repeat(n / 31)}`,
  ),
  formats: source((n) => `{%set v='${'%s'.repeat(200)}'%}${"{{v|format('a')}}".repeat(n / 17)}`),
  'nested ifs': source((n) => nest(n, "{%if 'abcd' in content%}", '{%endif%}')),
  'nested loops': source((n) => nest(n, '{%for a in messages%}', '{%endfor%}')),
  'nested brackets': source((n) => `{{${nest(n, '(', ')').replaceAll(')(', ')~(').replaceAll('()', '(1)')}}}`),
  'nested lists': source((n) => nest(n, '{{[', ']}}', 1)),
  'a deep sum': source((n) => nestedSums(n, "strftime_now('a')")),
  'a deep sum of strings': source((n) => nestedSums(n, "'abc'")),
  'a deep sum of content': source((n) => nestedSums(n, 'content')),
  'chains of methods': source((n) => filled(n, () => `{%if content${".find('abcd')".repeat(200)}%}{%endif%}`)),
  'chains of attributes': source((n) => filled(n, () => `{{x${'.content'.repeat(200)}}}`)),
  'chains of filters': source((n) => filled(n, () => `{{x${'|trim'.repeat(200)}}}`)),
  'chains of conditions': source((n) => filled(n, () => `{%if ${"a=='abcd' or ".repeat(200)}b%}{%endif%}`)),
  'chains of else': source((n) => `{%if a%}${filled(n, (i) => `{%elif a=='word${String(i)}'%}b`)}{%endif%}`),
  'conditions on words': source((n) =>
    filled(n, (i) => `{%if 'trigger${String(i)}' in messages[0].content%}x{%endif%}`),
  ),
  'conditions on the date': source((n) =>
    filled(n, (i) => `{%set d${String(i)}=strftime_now('%Y')%}{%if d${String(i)}>'2'%}x{%endif%}`),
  ),
  'one long list': source((n) => `{{[${'1,'.repeat(n / 2)}1]}}`),
  'one long dictionary': source((n) => `{{{${filled(n, (i) => `'a${String(i)}':1,`)}'b':1}}}`),
  'one long call': source((n) => `{{f(${'1,'.repeat(n / 2)}1)}}`),
  'hidden names': source((n) => filled(n, (i) => `{{a['__' ~ 'class${String(i)}' ~ '__']}}`)),
  'loops over messages': source((n) => filled(n, () => '{%for m in messages%}{{m.content}}{%endfor%}')),
  'loops within bounds': source((n) => filled(n, () => '{%for m in range(99999)%}{%endfor%}')),
  'output within bounds': source((n) => filled(n, () => "{{'a'*99999}}")),
  variants: (bytes) =>
    ggufWith(
      ...many(15, (i): Pair => [
        `tokenizer.chat_template.v${String(i)}`,
        text(filled(bytes / 15, (j) => `{%if 'trigger${String(j)}' in messages[0].content%}x{%endif%}`)),
      ]),
    ),
  'many variants': (bytes) =>
    ggufWith(
      ...many(Math.min(MOST_KEYS, bytes / 60), (i): Pair => [`tokenizer.chat_template.${String(i)}`, text('{{ x }}')]),
    ),
};

/** Sums as deep as a tree may be, one after the other, each a condition. */
function nestedSums(bytes: number, of: string): string {
  const terms = `${of}+`.repeat(Math.min(400, Math.max(1, Math.floor(bytes / of.length / 2))));
  return filled(bytes, () => `{%if ${terms}1==1%}{%endif%}`);
}
