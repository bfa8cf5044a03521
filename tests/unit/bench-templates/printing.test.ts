/** A printed template reads to the same tree, and renders to the same text. */
import { Template } from '@huggingface/jinja';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../../bench/templates/rewrite/parseTemplate.ts';
import { printTemplate } from '../../../bench/templates/rewrite/print.ts';
import { normal } from '../../../bench/templates/rewrite/trees.ts';
import { TEMPLATE_CASES } from '../../../corpus/templateCases.ts';
import { getString } from '../../../src/gguf/metadata.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import { EXAMPLES } from './examples.ts';

const SAMPLES: readonly string[] = [
  '{%- for k, v in d.items() if v is not none recursive -%} {{- v | tojson(indent=2) -}}\n{% else %}\n x {%- endfor %}',
  "{% set ns = namespace(a=1, b='x') %}{% set ns.a = ns.a + -1 %}{% set a, b = 1, (2,) %}{{ a ** -b }}",
  '{% set x | upper %}é {{ "it\'s\\n\\x41" }}{% endset %}{{ x[1:-1:2] }}{{ x[::-1] }}{{ x.0 }}',
  "{% macro f(a, b='c') %}{{ caller() }}{% endmacro %}{% call(x) f(1, b=2) %}y{% endcall %}{{ f(*a, **b) }}",
  "{% if a is divisibleby 3 and not b in [c] or d is eq('e') %}1{% elif x < y <= z %}2{% else %}3{% endif %}",
  '{% if (a if b else c) %}1{% elif (a if b) %}2{% endif %}{% for x in y if (a if x else b) %}{{ a if b }}{% endfor %}',
  "{% filter replace('a', 'b') | trim %}  a\n{% endfilter %}{% include 'x' %}{% with z = 1 %}{{ z }}{% endwith %}",
  '{% raw %}{{ no }}{% endraw %}{# a comment #}\n  {% generation %}x{% endgeneration %}{{ {"a": {"b": 1}} }}',
  "{{ 'a' 'b' if c else ('d' if e) }}{{ () }}{{ (x if y else z).w }}{{ -x | abs }}{{ 'x' ~ 1 + 2 * 3 }}{\n",
  '  {% if a %}\n    b\n  {%+ if c %}\n{% endif +%}\n{% endif %}\n\n',
];

const FOLDER = process.env['TEMPLATE_FOLDER'];
const folder = FOLDER === undefined ? [] : readdirSync(FOLDER).map((file) => readFileSync(`${FOLDER}/${file}`, 'utf8'));

const corpus = TEMPLATE_CASES.flatMap(({ bad, good }) => [bad, good])
  .map((bytes) => parseGguf(bufferSource(bytes)).file)
  .flatMap((file) => (file && getString(file.metadata, 'tokenizer.chat_template')) ?? [])
  .filter((source) => source.length < 30_000 && !source.endsWith('{% for m in messages %}'));

describe('a printed template', () => {
  it.each([...SAMPLES, ...EXAMPLES, ...corpus, ...folder])('reads to the same tree: %j', (source) => {
    const program = parseTemplate(source);
    const printed = printTemplate(program);
    expect(normal(parseTemplate(printed))).toEqual(normal(program));
    expect(printTemplate(parseTemplate(printed))).toBe(printed);
  });

  // The reference renderer has no product of a string and a number.
  it.each(EXAMPLES.filter((source) => !source.includes(' * ')))('renders to the same text: %s', (source) => {
    const variables = { messages: [{ role: 'user', content: 'mortgage' }], add_generation_prompt: true };
    const printed = printTemplate(parseTemplate(source));
    expect(new Template(printed).render(variables)).toBe(new Template(source).render(variables));
  });

  it('takes white space away as jinja2 does, where tags ask for it', () => {
    const texts = (source: string): unknown =>
      parseTemplate(source).map((one) => ('text' in one ? one.text : one.kind));
    expect(texts('a\n  {% set x = 1 %}\nb')).toEqual(['a\n', 'set', 'b']);
    expect(texts('a\n  {{ x }}\nb')).toEqual(['a\n  ', 'print', '\nb']);
    expect(texts('a \n{{- x -}} \n b')).toEqual(['a', 'print', 'b']);
    expect(texts('a\n  {%+ set x = 1 +%}\nb\n')).toEqual(['a\n  ', 'set', '\nb']);
  });
});

describe('a template that is none', () => {
  it.each([
    ['{% for m in messages %}', 'expected else or endfor, found the end of the template'],
    ['{{ a', 'expected the end of a tag, found the end of the template'],
    ['{# a', 'expected the end of a comment, found the end of the template'],
    ['{% endif %}', 'expected a statement, found endif'],
    ['{% nonsense %}', 'expected a statement, found nonsense'],
    ['{% if a if b else c %}{% endif %}', 'expected the end of the tag, found if'],
    ['{{ a b }}', 'expected the end of the tag, found b'],
    ['{{ $ }}', 'expected a token, found "$ }}"'],
    ['{{ [1 2] }}', 'expected ], found 2'],
  ])('is refused with what was expected: %s', (source, message) => {
    expect(() => parseTemplate(source)).toThrow(message);
  });
});
