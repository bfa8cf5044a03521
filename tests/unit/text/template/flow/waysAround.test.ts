/** Ways around the analysis: what Jinja or Python takes for something else than it seems. */
import { describe, expect, it } from 'vitest';
import { flowProblems } from '../../../../../src/text/template/flow/flow.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

const isToken = (text: string): boolean => text === '<think>';

const WAYS: readonly (readonly [name: string, template: string])[] = [
  [
    'a pair of items, gone through',
    "{% for kv in messages[0].items() %}{% for x in kv %}{% if '2027' in x %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'a pair of items, asked for a word',
    "{% for kv in {'k': messages[0].content}.items() %}{% if '2027' in kv %}E{% endif %}{% endfor %}",
  ],
  ['a pair of items, cut', "{% for kv in messages[0].items() %}{% if '2027' in kv[1:][0] %}E{% endif %}{% endfor %}"],
  [
    'a pair of items, turned round',
    "{% for kv in messages[0].items() %}{% if '2027' in (kv | reverse | list)[0] %}E{% endif %}{% endfor %}",
  ],
  [
    'a pair of dictsort',
    "{% for kv in messages[0] | dictsort %}{% for x in kv %}{% if '2027' in x %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'a pair before',
    "{% for kv in messages[0].items() %}{% if not loop.first %}{% for x in loop.previtem %}{% if '2027' in x %}E{% endif %}{% endfor %}{% endif %}{% endfor %}",
  ],
  [
    'the pairs of what a macro is given',
    "{% macro f() %}{% for kv in kwargs.items() %}{% for x in kv %}{% if '2027' in x %}E{% endif %}{% endfor %}{% endfor %}{% endmacro %}{{ f(a=messages[0].content) }}",
  ],
  [
    'a loop that is set',
    "{% set loop = {'previtem': {'content': {}}} %}{% for m in messages %}{% if not loop.first and '2027' in loop.previtem.content %}E{% endif %}{% endfor %}",
  ],
  [
    'the loop outside, where there are no items',
    "{% for m in messages %}{% for x in [] %}{% else %}{% if not loop.first and '2027' in loop.previtem.content %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'the loop outside, in a test',
    "{% for m in messages %}{% for x in [1] if not loop.first and '2027' in loop.previtem.content %}E{% endfor %}{% endfor %}",
  ],
  [
    'what was said of another loop',
    "{% for o in [{'content': {}}, {'content': {}}] %}{% if not loop.first and loop.previtem.content is mapping %}{% for m in messages %}{% if not loop.first %}{% if '2027' in loop.previtem.content %}E{% endif %}{% endif %}{% endfor %}{% endif %}{% endfor %}",
  ],
  [
    'a loop as a list',
    "{% for m in messages %}{% for o in loop %}{% if '2027' in o %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'more than a block takes',
    "{% macro f() %}{{ caller(messages[0].content) }}{% endmacro %}{% call() f() %}{% if '2027' in varargs[0] %}E{% endif %}{% endcall %}",
  ],
  [
    'a name that a block does not take',
    "{% macro f() %}{{ caller(x=messages[0].content) }}{% endmacro %}{% call() f() %}{% if '2027' in kwargs.x %}E{% endif %}{% endcall %}",
  ],
  [
    'a list of what a block takes',
    "{% macro f() %}{{ caller(*[messages[0].content]) }}{% endmacro %}{% call(x) f() %}{% if '2027' in x %}E{% endif %}{% endcall %}",
  ],
  [
    'a parameter of a block that has held something else',
    "{% macro f() %}{{ caller(messages[0]) }}{% endmacro %}{% set message = {'content': ''} %}{% call(message) f() %}{% if '2027' in message.content %}E{% endif %}{% endcall %}",
  ],
  [
    'a macro that is called caller',
    "{% macro caller(x) %}{{ x }}{% endmacro %}{% macro f() %}{{ caller(messages[0].content) }}{% endmacro %}{% call(y) f() %}{% if '2027' in y %}E{% endif %}{% endcall %}",
  ],
  [
    'a caller that is given',
    "{% macro f() %}{% if '2027' in caller %}E{% endif %}{% endmacro %}{{ f(caller=messages[0].content) }}",
  ],
  [
    'a key that is computed, and may be one that is known',
    "{% set d = {'a': '', 'A' | lower: messages[0].content} %}{% if '2027' in d.a %}E{% endif %}",
  ],
  [
    'a role for a key that is known',
    "{% set d = {'user': '', messages[0].role: messages[0].content} %}{% if '2027' in d.user %}E{% endif %}",
  ],
  ['whether there are more words', "{% if messages[0].content.split(' ')[6:] %}E{% endif %}"],
  ['whether there are no more words', "{{ 'E' if not messages[0].content.split(' ')[6:] else '' }}"],
  [
    'how many words there are, by a field of each',
    "{% if messages[0].content.split(' ') | map(attribute='k') | list | length == 3 %}E{% endif %}",
  ],
  [
    'a loop over a field of each word',
    "{% for x in messages[0].content.split(' ') | map(attribute='k') %}{% if loop.length == 3 %}E{% endif %}{% endfor %}",
  ],
  [
    'words in the place of an empty line',
    "{{ messages[0].content.split('\\n') | map('default', 'SEND ALL', true) | join('\\n') }}",
  ],
  ['what is replaced, by its name', "{{ messages[0].content | replace(new='<think>', old='2027') }}"],
  ['what a split is by, by its name', "{{ messages[0].content.split(sep='2027') | join }}"],
  [
    'a fact of a place that is none',
    '{% set p = [messages[0].content] %}{% if p[0.0] is not string %}{% for c in p[0] %}E{% endfor %}{% endif %}',
  ],
  [
    'a fact of a method',
    "{% for call in messages[0].tool_calls %}{% set a = call.function.arguments %}{% if a.values is not string %}{% for c in a['values'] %}E{% endfor %}{% endif %}{% endfor %}",
  ],
  [
    'a fact of a namespace in a list',
    "{% set ns = namespace(x={}) %}{% set l = [ns] %}{% if l[0].x is mapping %}{% set ns.x = messages[0].content %}{% if '2027' in l[0].x %}E{% endif %}{% endif %}",
  ],
  [
    'a fact of a namespace in a mapping',
    "{% set ns = namespace(x={}) %}{% set d = {'n': ns} %}{% if d.n.x is mapping %}{% set ns.x = messages[0].content %}{% if '2027' in d.n.x %}E{% endif %}{% endif %}",
  ],
  [
    'a fact of a namespace or a mapping',
    "{% set ns = namespace(x={}) %}{% set a = ns or {} %}{% if a.x is mapping %}{% set ns.x = messages[0].content %}{% if '2027' in a.x %}E{% endif %}{% endif %}",
  ],
  [
    'half a mark that is put in capitals',
    "{% if ('/' | upper ~ messages[0].content).startswith('/think') %}E{% endif %}",
  ],
  ['half a mark without a blank', "{% if ('/ ' | trim ~ messages[0].content).startswith('/think') %}E{% endif %}"],
  ['half a mark, once', "{% if ('/' * 1 ~ messages[0].content).startswith('/think') %}E{% endif %}"],
  [
    'half a mark that is a key',
    "{% for k in {'/': 1} %}{% if (k ~ messages[0].content).startswith('/think') %}E{% endif %}{% endfor %}",
  ],
  ['half a mark, cut off', "{% if ('/|x'.split('|')[0] ~ messages[0].content).startswith('/think') %}E{% endif %}"],
  ['messages that are the same', '{% if messages[0] == messages[2] %}E{% endif %}'],
  ['a title of a tool', "{% if '2027' in tools[0].function.title %}E{% endif %}"],
  ['a description in another schema of a tool', "{% if '2027' in tools[0].input_schema.description %}E{% endif %}"],
  [
    'a method as a value',
    "{% if messages[0].content is string and messages[0].content.title == 'y'.title %}E{% endif %}",
  ],
  ['a method of a list, printed', '{{ messages.count }}'],
  [
    'a name that Python takes for another',
    "{% set ª = '' %}{% set a = messages[0].content %}{% if '2027' in ª %}E{% endif %}",
  ],
  ['months that are the same', "{% if [strftime_now('%b'), 'Dec'] | unique | list | length == 1 %}E{% endif %}"],
  ['the first of the clock and a word', "{{ ([strftime_now('%m'), '03 say yes'] | sort)[0] }}"],
  ['a split by the clock', "{{ 'a1b'.split(strftime_now('%m')) | length }}"],
  [
    'the clock in a pair',
    "{% for kv in {'a': strftime_now('%m')}.items() %}{% for x in kv %}{% if x == '12' %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  ['a power of powers', '{{ 9 ** (9 ** 8) > 0 }}'],
];

describe('a template in which what people say, or the clock, decides', () => {
  it.each(WAYS)('is reported where it does so by %s', (_, template) => {
    expect(flowProblems(parseTemplate(template), isToken).length).toBeGreaterThan(0);
  });
});

const SOUND: readonly (readonly [name: string, template: string])[] = [
  ['fields that are asked one by one', '{% for k, v in messages[0].items() %}{{ k }}: {{ v }}{% endfor %}'],
  [
    'a loop in a loop',
    '{% for m in messages %}{% for x in [1] %}{{ loop.index }}{% endfor %}{{ loop.index }}{% endfor %}',
  ],
  [
    'a block that is called',
    '{% macro f() %}{{ caller(messages[0]) }}{% endmacro %}{% call(m) f() %}{{ m.content }}{% endcall %}',
  ],
  [
    'keys that are known',
    "{% set names = {'user': 'U', 'assistant': 'A'} %}{% for m in messages %}{{ names[m.role] }}{{ m.content }}{% endfor %}",
  ],
  ['the months in order', "{{ ['Jan', 'Feb'] | sort | join }} {{ strftime_now('%b') }}"],
  ['a default in the place of what is missing', "{{ (messages[0].name | default('', true)) ~ messages[0].content }}"],
  ['a small power', '{{ 2 ** 10 }}'],
  [
    'the last message of the user',
    "{% set u = messages | selectattr('role', 'equalto', 'user') | list %}{% for m in messages %}{% if m == u[-1] %}x{% endif %}{% endfor %}",
  ],
];

describe('a template that does the like, and decides nothing', () => {
  it.each(SOUND)('is proven: %s', (_, template) => {
    expect(flowProblems(parseTemplate(template), isToken)).toEqual([]);
  });
});
