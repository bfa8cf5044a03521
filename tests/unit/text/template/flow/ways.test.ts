/** Ways in which a text, or the clock, once decided unseen. Each was confirmed with two conversations of equal structure. */
import { describe, expect, it } from 'vitest';
import { flowProblems } from '../../../../../src/text/template/flow/flow.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

const isToken = (text: string): boolean => /^<\|.*\|>$/.test(text);

const WAYS: readonly (readonly [way: string, template: string])[] = [
  [
    'elements of a built text lose its label (join)',
    "{% for m in messages %}{% if 'rate' in (m.content ~ '') | join('') %}E{% endif %}{% endfor %}",
  ],
  [
    'map over characters',
    "{% for m in messages %}{% if 'RATE' in (m.content ~ '') | map('upper') | join %}E{% endif %}{% endfor %}",
  ],
  [
    'select over characters',
    "{% for m in messages %}{% if (m.content ~ '') | select('equalto', 'r') | list | length > 0 %}E{% endif %}{% endfor %}",
  ],
  [
    'unpacking a text',
    "{% for m in messages %}{% set a, b = m.content ~ '' %}{% if a == 'r' %}E{% endif %}{% endfor %}",
  ],
  [
    'unpacking items that are texts',
    "{% for m in messages %}{% for a, b in [m.content ~ ''] %}{% if a == 'r' %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'index of content that may be a string',
    '{% for m in messages %}{% if m.content[20] is defined %}E{% endif %}{% endfor %}',
  ],
  [
    'a list that grows in a macro, for each line',
    "{% set l = [] %}{% macro h() %}{% set _ = l.append(1) %}{% endmacro %}{% for m in messages %}{% for x in m.content.split('\\n') %}{{ x }}{{ h() }}{% endfor %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that grows in a macro by another name, for each line',
    "{% set l = [] %}{% macro h(k) %}{% set _ = k.append(1) %}{% endmacro %}{% for m in messages %}{% for x in m.content.split('\\n') %}{{ x }}{{ h(l) }}{% endfor %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that shrinks in a macro, for each line',
    "{% set l = ['a', 'b'] %}{% macro h() %}{% set _ = l.pop() %}{% endmacro %}{% for m in messages %}{% for x in m.content.split('\\n') %}{{ x }}{{ h() }}{% endfor %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that grows in the test of a loop over lines',
    "{% set l = [] %}{% for m in messages %}{% for x in m.content.split('\\n') if l.append(1) is none %}{{ x }}{% endfor %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that grows where the last line is empty',
    "{% set l = [] %}{% for m in messages %}{% set x = m.content.split('\\n') | last %}{% if x == '' %}{% elif l.append(1) %}{% endif %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that grows behind a question of the last line',
    "{% set l = [] %}{% for m in messages %}{% set x = m.content.split('\\n') | last %}{% if x and l.append(1) %}{% endif %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that grows for each character of a content',
    "{% set l = [] %}{% for m in messages %}{% for part in m.content %}{% if l.append(1) and part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endfor %}{{ l | length }}",
  ],
  [
    'a list that grows in the test of a loop over characters',
    '{% set l = [] %}{% for m in messages %}{% for part in m.content if l.append(1) and part.type %}{{ part.text }}{% endfor %}{% endfor %}{{ l | length }}',
  ],
  [
    'a namespace that counts characters in a macro',
    "{% set ns = namespace(n=0) %}{% macro h() %}{% set ns.n = ns.n + 1 %}{% endmacro %}{% for m in messages %}{% for part in m.content %}{% if h() and part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}{% endfor %}{{ ns.n }}",
  ],
  ['the length of what stands in a block of a filter', '{% filter length %}{{ messages }}{% endfilter %}'],
  ['a character of content printed', '{% for m in messages %}{{ m.content[0] }}{{ m.content | first }}{% endfor %}'],
  [
    "map('length') over characters, summed",
    "{% for m in messages %}{% if m.content | map('length') | sum > 10 %}E{% endif %}{% endfor %}",
  ],
  [
    'map(attribute) over characters, counted',
    "{% for m in messages %}{% if m.content | map(attribute='type') | list | length > 10 %}E{% endif %}{% endfor %}",
  ],
  ['attribute of a length', '{% for m in messages %}{% if (m.content | length).real > 10 %}E{% endif %}{% endfor %}'],
  [
    'length + negative number, truth',
    '{% for m in messages %}{% if (m.content | length) + -5 %}E{% endif %}{% endfor %}',
  ],
  ['a length printed', '{% for m in messages %}{{ m.content | length }}{% endfor %}'],
  ["% pads or cuts by a text's length", "{% for m in messages %}{{ '%30s|' % m.content }}{% endfor %}"],
  ['text as format', "{% for m in messages %}{{ m.content | format('x') }}{% endfor %}"],
  [
    'join of a content puts words between characters',
    "{% for m in messages %}{{ m.content | join('SEND MONEY ') }}{% endfor %}",
  ],
  ['join method', "{% for m in messages %}{{ 'SEND MONEY '.join(m.content) }}{% endfor %}"],
  ['indent with words', "{% for m in messages %}{{ m.content | indent('SEND MONEY ') }}{% endfor %}"],
  ['indent by a length', "{% for m in messages %}{{ 'x' | indent(m.content | length, true) }}{% endfor %}"],
  ['blanks replaced with tags', "{% for m in messages %}{{ m.content | replace(' ', '<|im_end|>') }}{% endfor %}"],
  ['empty replaced', "{% for m in messages %}{{ m.content | replace('', ' ') }}{% endfor %}"],
  [
    'strip takes letters of a tag',
    "{% for m in messages %}{% if m.content.strip('</think>') %}E{% endif %}{% endfor %}",
  ],
  [
    'startswith from a place',
    "{% for m in messages %}{% if m.content.startswith('<think>', 3) %}E{% endif %}{% endfor %}",
  ],
  [
    'a replaced constant whose needle is a text',
    "{% for m in messages %}{{ 'reply now' | replace(m.content, 'SEND MONEY') }}{% endfor %}",
  ],
  ['a stripped constant', "{% for m in messages %}{% if not 'rate'.strip(m.content) %}E{% endif %}{% endfor %}"],
  [
    'values() of arguments are strings',
    '{% for m in messages %}{% for t in m.tool_calls %}{% for v in t.function.arguments.values() %}{% for c in v %}{% if loop.index == 9 %}E{% endif %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}',
  ],
  [
    'arguments[k]',
    "{% for m in messages %}{% for t in m.tool_calls %}{% for k in t.function.arguments.keys() %}{% if 'name' in t.function.arguments[k] %}E{% endif %}{% endfor %}{% endfor %}{% endfor %}",
  ],
  [
    'arguments[k] | length',
    '{% for m in messages %}{% for t in m.tool_calls %}{% for k in t.function.arguments.keys() %}{% if t.function.arguments[k] | length > 9 %}E{% endif %}{% endfor %}{% endfor %}{% endfor %}',
  ],
  [
    'an argument called type',
    "{% for m in messages %}{% for t in m.tool_calls %}{% if t.function.arguments is mapping %}{% if t.function.arguments.type == 'rate' %}E{% endif %}{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'path collision',
    "{% for m in messages %}{% for t in m.tool_calls %}{% if t['function.arguments'] is not string %}{% for c in t.function.arguments %}{% if loop.index == 9 %}E{% endif %}{% endfor %}{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'fact about namespace outlives the loop',
    '{% set ns = namespace(x=[]) %}{% if ns.x is not string %}{% for m in messages %}{% for c in ns.x %}{% if loop.index == 9 %}E{% endif %}{% endfor %}{% set ns.x = m.content %}{% endfor %}{% endif %}',
  ],
  [
    'schema description looped',
    "{% for t in tools %}{% for k, v in t.function.parameters.properties.city.items() %}{% for c in v %}{% if c == 'z' %}E{% endif %}{% endfor %}{% endfor %}{% endfor %}",
  ],
  [
    'schema key in description',
    "{% for t in tools %}{% for k, v in t.function.parameters.properties.city.items() %}{% if 'format' in v %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'schema description index/slice',
    '{% for t in tools %}{% for k, v in t.function.parameters.properties.city.items() %}{% if v[20:] %}E{% endif %}{% endfor %}{% endfor %}',
  ],
  [
    'sorting by a dotted attribute',
    "{% for t in tools | sort(attribute='function.description') %}{{ t.function.name }}{% endfor %}",
  ],
  [
    'sorting by two attributes',
    "{% for t in [{'r': 1, 'c': messages[0].content}, {'r': 1, 'c': messages[1].content}] | sort(attribute='r,c') %}{{ loop.index }}{{ t.c }}{% endfor %}",
  ],
  [
    'dictsort by value',
    "{% for m in messages %}{% for t in m.tool_calls %}{% for k, v in t.function.arguments | dictsort(by='value') %}{{ k }}{% endfor %}{% endfor %}{% endfor %}",
  ],
  [
    'map default',
    "{% if messages | map(attribute='tool_call_id', default=messages[0].content) | join == 'rate' %}E{% endif %}",
  ],
  ['test filter', '{% for m in messages %}{% if m.content is filter %}E{% endif %}{% endfor %}'],
  [
    'divisibleby argument',
    '{% for m in messages %}{% if 12 is divisibleby(m.content | length) %}E{% endif %}{% endfor %}',
  ],
  ['sameas argument', "{% for m in messages %}{% if 'a' is sameas(m.content) %}E{% endif %}{% endfor %}"],
  [
    'tag built around a text',
    "{% for m in messages %}{% if '<think>' in '<' ~ m.content ~ '>' %}E{% endif %}{% endfor %}",
  ],
  ['< is a mark', "{% for m in messages %}{% if '<' in m.content %}E{% endif %}{% endfor %}"],
  [
    'namespace spread',
    "{% for m in messages %}{% set ns = namespace(**{'c': m.content}) %}{% if ns.c == 'rate' %}E{% endif %}{% endfor %}",
  ],
  [
    'namespace of a message',
    "{% for m in messages %}{% set ns = namespace(m) %}{% if ns.name == 'bob' %}E{% endif %}{% endfor %}",
  ],
  [
    'namespace of pairs',
    "{% for m in messages %}{% set ns = namespace([('c', m.content)]) %}{% if ns.c == 'rate' %}E{% endif %}{% endfor %}",
  ],
  ['dict spread', "{% for m in messages %}{% if dict(**{'c': m.content}).c == 'rate' %}E{% endif %}{% endfor %}"],
  [
    'conditional macros',
    "{% if true %}{% macro f(a) %}{{ 'E' if a == 'rate' }}{% endmacro %}{% else %}{% macro f(b) %}{{ b }}{% endmacro %}{% endif %}{% for m in messages %}{{ f(m.content) }}{% endfor %}",
  ],
  [
    'macro as a value',
    "{% macro f(x) %}{{ x }}{% endmacro %}{% macro evil(x) %}{{ 'E' if x == 'rate' }}{% endmacro %}{% macro ap(f, x) %}{{ f(x) }}{% endmacro %}{% for m in messages %}{{ ap(evil, m.content) }}{% endfor %}",
  ],
  [
    'closure of a macro in a macro',
    "{% macro outer(x) %}{% macro inner() %}{{ 'E' if x == 'rate' }}{% endmacro %}{{ inner() }}{% endmacro %}{% for m in messages %}{{ outer(m.content) }}{% endfor %}",
  ],
  [
    'macro reads a global that it also declares as loop variable',
    "{% set x = messages[0].content %}{% macro f() %}{{ 'E' if x == 'rate' }}{% for x in [1] %}{% endfor %}{% endmacro %}{{ f() }}",
  ],
  [
    'macro reads a global that it also sets under a condition',
    "{% set x = messages[0].content %}{% macro f() %}{% if false %}{% set x = 1 %}{% endif %}{{ 'E' if x == 'rate' }}{% endmacro %}{{ f() }}",
  ],
  [
    'True in a built key',
    "{% for m in messages %}{% set d = {'aTrue': m.content} %}{% if d['a' ~ true] == 'rate' %}E{% endif %}{% endfor %}",
  ],
  [
    "1 and '1' as keys",
    "{% for m in messages %}{% set d = {1: m.content, '1': 'x'} %}{% if d[1] == 'rate' %}E{% endif %}{% endfor %}",
  ],
  [
    'true and 1',
    "{% for m in messages %}{% set d = {true: m.content} %}{% if d[1] == 'rate' %}E{% endif %}{% endfor %}",
  ],
  [
    '__proto__',
    "{% for m in messages %}{% set d = {'__proto__': m.content} %}{% if d.get('__proto__') == 'rate' %}E{% endif %}{% endfor %}",
  ],
  ['strftime_now of a text, cut', '{% for m in messages %}{{ strftime_now(m.content)[:3] }}{% endfor %}'],
  ['method printed', '{% for m in messages %}{{ m.content.upper }}{% endfor %}'],
  [
    'append of a text',
    "{% set a = [] %}{% set b = a %}{% do b.append(messages[0].content) %}{% if 'rate' in a %}E{% endif %}",
  ],
  [
    'append to a list that has another name, and is no literal',
    "{% set q = range(1) | list %}{% set o = q %}{% set _ = q.append(messages[0].content) %}{% if o[1] == 'rate' %}E{% endif %}",
  ],
  ['append to the messages', "{% set q = messages %}{% set _ = q.append('x') %}{{ messages | length }}"],
  ['append to what may be a flag', "{% set q = chosen or ['x'] %}{% set _ = q.append('a') %}{{ q | length }}"],
  ['a message that is taken out', '{% set _ = messages.pop(0) %}{% for m in messages %}{{ m.content }}{% endfor %}'],
  ['an element whose place a text says', "{% set q = ['a', 'b'] %}{{ q.pop(messages[0].content | length) }}"],
  ['a list that grows in its own loop', "{% set l = ['x'] %}{% for x in l %}{% set _ = l.append(x) %}{% endfor %}"],
  [
    'a list that a macro grows in its loop',
    "{% set l = ['x'] %}{% macro h() %}{% set _ = l.append('x') %}{% endmacro %}{% for x in l %}{{ h() }}{% endfor %}",
  ],
  [
    'append to a list that is no literal',
    "{% for m in messages %}{% set x = range(0) | list %}{% set _ = x.append(m.content) %}{% if x[0] == 'rate' %}E{% endif %}{% endfor %}",
  ],
  [
    'what a block with a scope of its own sets',
    "{% set x = messages[0].content %}{% set y %}{% set x = 'a' %}{% endset %}{% if x == 'rate' %}E{% endif %}",
  ],
  [
    'what a filter block sets',
    "{% set x = messages[0].content %}{% filter trim %}{% set x = 'a' %}{% endfilter %}{% if x == 'rate' %}E{% endif %}",
  ],
  [
    'words in a loop over the words of a text',
    '{% for m in messages %}{% for w in m.content.split() %}SEND {{ w }}{% endfor %}{% endfor %}',
  ],
  ['words between the words of a text', "{% for m in messages %}{{ m.content.split() | join(' SEND ') }}{% endfor %}"],
  [
    'a list that grows with the lines of a text',
    "{% for m in messages %}{% set ns = namespace(n=[]) %}{% for l in m.content.split('\\n') %}{% set ns.n = ns.n + ['x'] %}{% endfor %}{% for c in ns.n %}E{% endfor %}{% endfor %}",
  ],
  ['a text that is unpacked', '{% set x, y = messages[0].content %}'],
  ['lengths in a mapping that is printed', "{% for m in messages %}{{ {'a': m.content | length} }}{% endfor %}"],
  [
    'a character of a description',
    '{% for t in tools %}{% for k, v in t.function.items() %}{% if v[9] %}E{% endif %}{% endfor %}{% endfor %}',
  ],
  [
    'pairs of a loop, in a macro of the same names',
    "{% macro g(k, v) %}{% if k == 'type' %}{% if v == 'rate' %}E{% endif %}{% endif %}{% endmacro %}{% for t in tools %}{% for k, v in t.function.parameters.properties.city.items() %}{{ g('type', v) }}{% endfor %}{% endfor %}",
  ],
  [
    'a mark around a text, by a format',
    "{% for m in messages %}{% if '<think>' in '<%s>' % m.content %}E{% endif %}{% endfor %}",
  ],
  [
    'a mark around a text, by a list',
    "{% for m in messages %}{% if '<think>' in (['<', m.content, '>'] | join) %}E{% endif %}{% endfor %}",
  ],
  [
    'a mark around a text, by a block',
    "{% for m in messages %}{% set w %}<{{ m.content }}>{% endset %}{% if '<think>' in w %}E{% endif %}{% endfor %}",
  ],
  [
    'a mark around a text, by characters of a token',
    "{% for m in messages %}{% if '<think>' in bos_token[0] ~ m.content ~ bos_token[2] %}E{% endif %}{% endfor %}",
  ],
  [
    'a choice by the blanks of a text',
    "{% for m in messages %}{% if [' '] | select('in', m.content) | list | length > 0 %}E{% endif %}{% endfor %}",
  ],
  [
    'the last character of a content, looped over',
    "{% for m in messages %}{% for c in m.content[-1] %}{% if c == '?' %}E{% endif %}{% endfor %}{% endfor %}",
  ],
  ['a part of the clock, as a number', "{% if strftime_now('%Y')[2:] | int %}E{% endif %}"],
  [
    'a default that names an earlier parameter',
    "{% set q = 'x' %}{% macro h(q, a=q) %}{% if a == 'rate' %}E{% endif %}{% endmacro %}{% for m in messages %}{{ h(m.content) }}{% endfor %}",
  ],
  [
    'properties, or one of them',
    "{% for t in tools %}{% set q = t.function.parameters.properties if x else t.function.parameters.properties.city %}{% if q.description == 'rate' %}E{% endif %}{% endfor %}",
  ],
  [
    'a choice by the truth of what blanks decide',
    "{% for m in messages %}{{ ['\\n' in (m.content | string)] | select | list | length }}{% endfor %}",
  ],
  [
    'a choice by the length of a text',
    '{% for m in messages %}{{ [(m.content | string)[4:]] | select | list | length }}{% endfor %}',
  ],
  ['a path with a number in it', "{{ messages | selectattr('content.9') | list | length }}"],
  ['a path that is a number', '{{ [messages[0].name] | map(attribute=0) | join }}'],
  [
    'a macro that counts the lines of a text',
    "{% set ns = namespace(a='') %}{% macro h() %}{% set ns.a = ns.a ~ 'E' %}{% endmacro %}{% for c in (messages[0].content | string).split('\\n') %}{{ h() }}{% endfor %}{{ ns.a }}",
  ],
  [
    'the lines of a text backwards',
    "{% set ns = namespace(a='') %}{% for c in (messages[0].content | string).split('\\n') %}{% set ns.a = c ~ ns.a %}{% endfor %}{{ ns.a }}",
  ],
  [
    'the last of a pair, by a negative index',
    '{% for m in messages %}{% for i in range((m | dictsort | first)[-1] | length) %}E{% endfor %}{% endfor %}',
  ],
  [
    'a text from a mark on, which it may not have',
    "{% for m in messages %}{{ m.content[m.content.find('</think>') + 8:] }}{% endfor %}",
  ],
  ['an empty line', "{% for m in messages %}{% if '' in m.content.split('\\n') %}E{% endif %}{% endfor %}"],
];

describe('a template that lets a text or the clock decide is not proven', () => {
  it.each(WAYS)('by %s', (_, template) => {
    expect(flowProblems(parseTemplate(template), isToken)).not.toEqual([]);
  });
});

const SOUND: readonly (readonly [what: string, template: string])[] = [
  [
    'the lines of a text, trimmed',
    "{% for m in messages %}{% for l in m.content.split('\\n') %}{{ l | trim }}{{ '\\n' }}{% endfor %}{% endfor %}",
  ],
  [
    'the lines of a text, empty ones left out',
    "{% for m in messages %}{% for l in m.content.split('\\n') %}{% if l.strip() %}{{ '// ' + l + '\\n' }}{% endif %}{% endfor %}{% endfor %}",
  ],
  ['blanks between the words of a text', "{% for m in messages %}{{ m.content.split() | join(' ') }}{% endfor %}"],
  [
    'a line feed behind each line but the last',
    "{% for m in messages %}{% for l in m.content.splitlines() %}{{ l }}{% if not loop.last %}{{ '\\n' }}{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'a line feed where a text ends with none',
    "{% for m in messages %}{{ m.content }}{% if not m.content.endswith('\\n') %}{{ '\\n' }}{% endif %}{% endfor %}",
  ],
  [
    'a beginning that is compared with a mark',
    "{% for m in messages %}{% set tag = '<think>' %}{% set n = tag | length %}{% if m.content[:n] == tag %}{% endif %}{{ m.content }}{% endfor %}",
  ],
  [
    'an end that is compared with a mark, its place set right',
    "{% for m in messages %}{% set tag = '</think>' %}{% set at = (m.content | length) - (tag | length) %}{% if at < 0 %}{% set at = 0 %}{% endif %}{% if m.content[at:] == tag %}{% endif %}{{ m.content }}{% endfor %}",
  ],
  [
    'a section of CDATA',
    "{% for m in messages %}{% for c in m.tool_calls %}{% for k, v in c.arguments.items() %}{% if v is string and ('<' in v or '&' in v) %}{{ '<![CDATA[' + v + ']]>' }}{% else %}{{ v }}{% endif %}{% endfor %}{% endfor %}{% endfor %}",
  ],
  [
    'escapes of XML',
    "{% for m in messages %}{{ m.content | replace('&', '&amp;') | replace('\"', '&quot;') }}{% endfor %}",
  ],
  [
    'a name that holds another text later',
    "{% for m in messages %}{% set c = m.content %}{% if '</think>' in c %}{% set c = c.split('</think>')[-1] %}{% endif %}{{ c }}{% set c = '<' + c %}{% endfor %}",
  ],
  [
    'the value under a key of a schema',
    "{% for t in tools %}{% for k, v in t.function.parameters.items() %}{% if k == 'required' %}{% for r in v %}{{ r }}{% endfor %}{% endif %}{% endfor %}{% endfor %}",
  ],
  [
    'the last of the messages',
    '{% for m in messages %}{% if m == messages[-1] %}!{% endif %}{{ m.content }}{% endfor %}',
  ],
];

describe('a template that tidies, or asks for marks, is proven', () => {
  it.each(SOUND)('of %s', (_, template) => {
    expect(flowProblems(parseTemplate(template), isToken)).toEqual([]);
  });
});
