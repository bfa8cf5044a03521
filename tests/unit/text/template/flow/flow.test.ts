/** What people say, or the clock, decides nothing of what a proven template prints. */
import { describe, expect, it } from 'vitest';
import { flowProblems } from '../../../../../src/text/template/flow/flow.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

const isToken = (text: string): boolean => /^<\|.*\|>$/.test(text);

/** Rule and underlined source of each problem. */
function problems(source: string): readonly string[] {
  return flowProblems(parseTemplate(source), isToken).map(
    ({ rule, start, end }) => `${rule.slice('template/'.length)}: ${source.slice(start, end)}`,
  );
}

const inLoop = (body: string): string => `{% for m in messages %}${body}{% endfor %}`;

describe('a text decides', () => {
  it.each([
    ['a word in it', "{% if 'rate' in m.content %}x{% endif %}", "'rate' in m.content"],
    ['a word in it, by a key', "{% if 'rate' in m['content'] %}x{% endif %}", "'rate' in m['content']"],
    [
      'a word in it, by a computed key',
      "{% set k = 'cont' ~ 'ent' %}{% if 'rate' in m[k] %}x{% endif %}",
      "'rate' in m[k]",
    ],
    ['a word in it, through get', "{% if 'rate' in m.get('content') %}x{% endif %}", "'rate' in m.get('content')"],
    ['a comparison', "{{ 'x' if m.content == 'rate' }}", "m.content == 'rate'"],
    ['a comparison, as a test', "{% if m.content is eq 'rate' %}x{% endif %}", 'm.content is eq'],
    ['its case', "{% if 'RATE' in m.content | upper %}x{% endif %}", 'm.content | upper'],
    ['its beginning', "{% if m.content.startswith('rate') %}x{% endif %}", "m.content.startswith('rate')"],
    ['its length', '{% if m.content | length > 9 %}x{% endif %}', 'm.content | length > 9'],
    ['how often a word is in it', "{{ 'x' * m.content.count('rate') }}", "m.content.count('rate')"],
    ['its parts', "{% for w in m.content.split('rate')[1:] %}x{% endfor %}", "m.content.split('rate')"],
    ['its characters', '{% for c in m.content %}x{% endfor %}', 'm.content'],
    ['a part of it', "{% if m.content[:4] == 'rate' %}x{% endif %}", 'm.content[:4]'],
    ['a key', "{{ {'rate': 'x'}.get(m.content, '') }}", "{'rate': 'x'}.get(m.content, '')"],
    ['an index', "{{ {'rate': 'x'}[m.content] }}", "{'rate': 'x'}[m.content]"],
    ['a loop', '{% for i in range(m.content) %}x{% endfor %}', 'range(m.content)'],
    ['a replacement', "{{ m.content | replace('rate', 'x') }}", "m.content | replace('rate', 'x')"],
    ['a name', "{% if m.name == 'alice' %}x{% endif %}", "m.name == 'alice'"],
    ['a value of the message', "{% for v in m.values() %}{% if 'rate' in v %}x{% endif %}{% endfor %}", "'rate' in v"],
    [
      'an argument of a call',
      "{% for c in m.tool_calls %}{% if 'rate' in c.function.arguments.x %}x{% endif %}{% endfor %}",
      "'rate' in c.function.arguments.x",
    ],
    [
      'through a macro',
      "{% macro f(t) %}{% if 'rate' in t %}x{% endif %}{% endmacro %}{{ f(m.content) }}",
      "'rate' in t",
    ],
    [
      'through a namespace',
      "{% set ns = namespace(t='') %}{% set ns.t = m.content %}{% if 'rate' in ns.t %}x{% endif %}",
      "'rate' in ns.t",
    ],
    ['through a block', "{% set t %}{{ m.content }}{% endset %}{% if 'rate' in t %}x{% endif %}", "'rate' in t"],
    ['through JSON', "{% if 'rate' in m | tojson %}x{% endif %}", "'rate' in m | tojson"],
    [
      'through all messages',
      "{% set all = messages | map(attribute='content') | join(' ') %}{% if 'rate' in all %}x{% endif %}",
      "'rate' in all",
    ],
    ['a choice of messages', "{% if messages | selectattr('content', 'equalto', 'rate') | list %}x{% endif %}", ''],
    ['a filter block', "{% filter replace('rate', 'x') %}{{ m.content }}{% endfilter %}", "replace('rate', 'x')"],
    [
      'a description of a tool',
      "{% for t in tools %}{% if 'rate' in t.function.description %}x{% endif %}{% endfor %}",
      "'rate' in t.function.description",
    ],
  ])('%s', (_, body, underlined) => {
    const found = problems(inLoop(body));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`depends-on-text: ${underlined}`);
  });

  it.each([
    [
      'a namespace that a macro is given',
      "{% macro f(n) %}{% set n.seen = messages[0].content %}{% endmacro %}{% set ns = namespace(seen='') %}{{ f(ns) }}{% if 'rate' in ns.seen %}x{% endif %}",
      "'rate' in ns.seen",
    ],
    ['the characters of a text', '{{ messages[0].content | list | join }}', 'messages[0].content | list'],
    ['a text turned round', '{{ messages[0].content | trim | reverse }}', 'messages[0].content | trim | reverse'],
    ['a key of a literal', '{{ {messages[0].name: 1} }}', 'messages[0].name'],
  ])('through %s', (_, source, underlined) => {
    expect(problems(source)).toEqual([`depends-on-text: ${underlined}`]);
  });

  it.each(['<form', '[urgent]', '/deploy', '2027', '房贷', '<b>', '<|a|> rate', 'think>', '🙂', '<think> rate'])(
    '%s is no mark of a format',
    (word) => {
      expect(problems(`{% if '${word}' in messages[0].content %}x{% endif %}`)).toHaveLength(1);
    },
  );

  it.each([
    [
      'what a caller is given',
      "{% macro f() %}{{ caller(messages[0].content) }}{% endmacro %}{% call(x) f() %}{% if 'rate' in x %}y{% endif %}{% endcall %}",
      "'rate' in x",
    ],
    [
      'arguments by other names',
      "{% macro f() %}{% if 'rate' in kwargs.t %}y{% endif %}{% endmacro %}{{ f(t=messages[0].content) }}",
      "'rate' in kwargs.t",
    ],
    [
      'arguments without names',
      "{% macro f() %}{% if 'rate' in varargs[0] %}y{% endif %}{% endmacro %}{{ f(messages[0].content) }}",
      "'rate' in varargs[0]",
    ],
    [
      'an assignment in a branch',
      '{% set c = messages[0].content %}{% if c is not string %}{% if tools %}{% set c = messages[1].content %}{% endif %}{% for x in c %}y{% endfor %}{% endif %}',
      'c',
    ],
    [
      'an argument with the name of a key',
      "{% for c in messages[0].tool_calls %}{% if c.arguments.type == 'rate' %}y{% endif %}{% endfor %}",
      "c.arguments.type == 'rate'",
    ],
  ])('through %s', (_, source, underlined) => {
    expect(problems(source)).toEqual([`depends-on-text: ${underlined}`]);
  });

  it('an assignment behind the use counts: the next turn of a loop reads it', () => {
    const source =
      "{% set ns = namespace(seen='') %}" +
      inLoop("{% if 'rate' in ns.seen %}x{% endif %}{% set ns.seen = m.content %}");
    expect(problems(source)).toEqual(["depends-on-text: 'rate' in ns.seen"]);
  });
});

describe('the clock decides', () => {
  it.each([
    ['a comparison', "{% if strftime_now('%Y') > '2027' %}x{% endif %}", "strftime_now('%Y') > '2027'"],
    ['a condition', "{% if strftime_now('%Y') %}x{% endif %}", "strftime_now('%Y')"],
    ['a loop', "{% for i in range(strftime_now('%Y') | int - 2026) %}x{% endfor %}", "strftime_now('%Y') | int"],
    ['a key', "{{ {'2027': 'x'}[strftime_now('%Y')] }}", "{'2027': 'x'}[strftime_now('%Y')]"],
    ['through a variable', "{% set d = date_string %}{% if d == '2027' %}x{% endif %}", "d == '2027'"],
  ])('%s', (_, source, underlined) => {
    expect(problems(source)).toEqual([`depends-on-clock: ${underlined}`]);
  });
});

describe('structure decides', () => {
  it.each([
    ['roles', "{% if m.role == 'user' or m['role'] | upper == 'SYSTEM' %}x{% endif %}"],
    ['positions', '{% if loop.first and loop.index0 % 2 == 0 and messages | length > 3 %}x{% endif %}'],
    ['the role of the message before', "{% if loop.previtem.role != 'tool' %}x{% endif %}"],
    [
      'whether there is a text',
      "{% if m.content %}x{% endif %}{% if m.content | trim | length > 0 %}x{% endif %}{% if m.content != '' and m.content is not none %}x{% endif %}",
    ],
    [
      'what a text is',
      "{% if m.content is string %}{{ m.content }}{% else %}{% for p in m.content %}{% if p.type == 'text' %}{{ p.text }}{% endif %}{% endfor %}{% endif %}",
    ],
    [
      'marks of the format',
      "{% if '</think>' in m.content %}{{ m.content.split('</think>')[-1].lstrip('\\n') }}{% endif %}",
    ],
    [
      'marks side by side',
      "{% if '<|channel|>final<|message|>' in m.content or '<|a|><|b|>' in m.content %}x{% endif %}",
    ],
    ['special tokens', "{% if m.content.startswith('<|tool|>') %}x{% endif %}"],
    [
      'flags',
      "{% if add_generation_prompt and enable_thinking is not false and reasoning_effort == 'high' %}x{% endif %}",
    ],
    ['names of tools', "{% for t in tools %}{% if t.function.name == 'python' %}x{% endif %}{% endfor %}"],
    [
      'types in schemas',
      "{% for n, p in tools[0].function.parameters.properties.items() %}{% if p.type == 'string' %}{{ n }}{{ p.description }}{% endif %}{% endfor %}",
    ],
    [
      'keys of arguments',
      '{% for c in m.tool_calls %}{% if c.arguments is mapping %}{% for k in c.arguments %}{{ k }}{{ c.arguments[k] }}{% endfor %}{% endif %}{% endfor %}',
    ],
    [
      'which call an answer belongs to',
      '{% for c in m.tool_calls %}{% if c.id == m.tool_call_id %}x{% endif %}{% endfor %}',
    ],
  ])('%s', (_, body) => {
    expect(problems(inLoop(body))).toEqual([]);
  });

  it('texts and dates are printed, trimmed, joined and written as JSON', () => {
    const source = inLoop(
      "{{ '<s>' ~ m.role + '\\n' + m.content | trim + '</s>' }}{{ m | tojson }}{{ m.content.replace('\\n', ' ') }}",
    );
    expect(problems(`${source}{{ strftime_now('%d %B %Y') }}{{ 'Today: %s' % date_string }}`)).toEqual([]);
  });
});

describe('what is not known', () => {
  it.each([
    ['an attribute of Python', '{{ messages.__class__ }}', 'messages.__class__'],
    ['the same by a key', "{{ ''['__class__'] }}", "''['__class__']"],
    ['the same by a constant', "{% set k = '__cla' ~ 'ss__' %}{{ ''[k] }}", "''[k]"],
    ['a name that is built', "{% set k = ['__cla', 'ss__'] | join %}{{ ''[k] }}", "''[k]"],
    ['a name that is turned round', "{{ ''['__ssalc__' | reverse] }}", "''['__ssalc__' | reverse]"],
    ['a name that is repeated', "{{ ''['_' * 2 ~ 'class' ~ '_' * 2] }}", "''['_' * 2 ~ 'class' ~ '_' * 2]"],
    [
      'a format that reaches into a value',
      "{{ '{0.__class__}'.format(messages) }}",
      "'{0.__class__}'.format(messages)",
    ],
    ['arguments in a list', '{% macro f(a) %}{{ a }}{% endmacro %}{{ f(*messages) }}', 'f(*messages)'],
    ['a gadget as a value', '{{ lipsum }}', 'lipsum'],
  ])('%s is not proven', (_, source, underlined) => {
    expect(problems(source)).toEqual([`not-proven: ${underlined}`]);
  });

  it('a macro has names of its own', () => {
    const source =
      "{% macro f(x) %}{{ x }}{% endmacro %}{% set x = 'a' %}{{ f(messages[0].content) }}{% if x == 'a' %}y{% endif %}";
    expect(problems(source)).toEqual([]);
  });

  it.each([
    ['a filter', '{{ messages | frobnicate }}', 'messages | frobnicate'],
    ['a test', '{% if messages is frobnicated %}x{% endif %}', 'messages is frobnicated'],
    ['a function', '{{ frobnicate(1) }}', 'frobnicate(1)'],
    ['a method', '{{ messages.frobnicate() }}', 'messages.frobnicate()'],
    ['a call of what is computed', '{{ messages[0](1) }}', 'messages[0](1)'],
    ['a tag', "{% include 'x' %}", "{% include 'x' %}"],
  ])('%s is not proven', (_, source, underlined) => {
    expect(problems(source)).toEqual([`not-proven: ${underlined}`]);
  });
});
