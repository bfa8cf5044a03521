/** Conditions under which a text may be said: those that are recognised exactly, and no others. */
import { describe, expect, it } from 'vitest';
import { behindEach, objections, SENTENCE as S } from './support.ts';

const LOOP = behindEach('');
const when = (condition: string): string => behindEach(`{% if ${condition} %}${S}{% endif %}`);
const after = (condition: string): string => `${LOOP}<|im_end|>{% if ${condition} %}${S}{% endif %}`;
const withTool = (condition: string): string =>
  `{% for tool in tools %}{% if ${condition} %}${S}{% endif %}{% endfor %}`;
const isToken = (text: string): boolean => text === '<|im_end|>';

describe('a condition that excuses a text', () => {
  it.each([
    'tools',
    'tools and loop.last',
    'tools | length > 0',
    'not (not tools)',
    'm.tool_calls',
    "m['tool_calls'] is defined",
    'loop.first',
    'loop.index0 == 0',
    'loop.index == 1',
    "m.role == 'system'",
    "'system' == m.role",
    "m['role'] in ['system', 'tool']",
    "m.role | lower == 'system'",
    "not (m.role == 'user' or m.role == 'assistant' or m.role == 'model')",
  ])('is believed: %s', (condition) => {
    expect(objections(when(condition))).toEqual([null]);
  });

  it.each([
    'not tools',
    'tools or true',
    'tools is defined',
    'tools == none',
    "'role' == 'role'",
    "m.role in 'user assistant'",
    "m.role[0] == 'u'",
    "m.role | upper == 'USER'",
    "m.role > 'tool'",
    "messages[0].role == 'system'",
    "loop.previtem.role == 'system'",
    "m.role != 'system'",
    'ns.first',
    'ns.index0 == 0',
  ])('is not: %s', (condition) => {
    expect(objections(`{% set ns = namespace(first=true, index0=0) %}${when(condition)}`)).toContain('message');
  });

  it.each([
    ['a role', "{% set role = 'system' %}", "role == 'system'"],
    ['a message', "{% set q = {'role': 'system'} %}", "q.role == 'system'"],
    ['tools', '{% set tools = true %}', 'tools'],
    ['a mapping of tools', "{% set d = {'tools': true} %}", 'd.tools'],
  ])('is not believed of %s that the template makes', (_, before, condition) => {
    expect(objections(before + when(condition))).toContain('message');
  });

  it('is not the first message of a loop in a loop over messages', () => {
    const source = `{% for x in messages %}{{ x.content }}{% for m in messages %}{% if loop.first %}${S}{% endif %}{% endfor %}{% endfor %}`;
    expect(objections(source)).toContain('message');
  });

  it('is a role that a name or a parameter holds', () => {
    const named = behindEach(`{% set role = m.role %}{% if role == 'system' %}${S}{% endif %}`);
    const given = `{% macro f(m) %}{% if m.role == 'system' %}${S}{% endif %}{% endmacro %}${behindEach('{{ f(m) }}')}`;
    expect([objections(named), objections(given)]).toEqual([[null], [null]]);
  });
});

describe('messages', () => {
  it.each([
    [
      'in a macro',
      `{% macro show(ms) %}{% for m in ms %}{{ m.content }}${S}{% endfor %}{% endmacro %}{{ show(messages) }}`,
    ],
    ['in a tuple', `{% set ms, q = messages, 1 %}{% for m in ms %}{{ m.content }}${S}{% endfor %}`],
    ['in a mapping', `{% set d = {'k': messages} %}{% set ms = d.k %}{% for m in ms %}{{ m.content }}${S}{% endfor %}`],
    ['one by one', `user: {{ messages[0].content }} ${S}`],
    ['by a name of one', `{% set a = messages | last %}{{ a.content }} ${S}`],
    [
      'by a macro that calls itself',
      `{% macro f(i) %}{{ messages[i].content }} ${S}{{ f(i + 1) }}{% endmacro %}{{ f(0) }}`,
    ],
    [
      'behind the last, before its end',
      `{% for m in messages %}{% if not loop.first %}<|im_end|>{% endif %}{{ m.content }}{% endfor %} ${S}<|im_end|>`,
    ],
  ])('are known %s', (_, source) => {
    expect(objections(source, { isToken })).toContain('message');
  });

  it.each([
    ['before the first', `${S}${LOOP}`],
    ['behind the end of the last', `{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}${S}`],
    ['behind the system’s', `{% if messages[0].role == 'system' %}{{ messages[0].content }} ${S}{% endif %}`],
  ])('are not %s', (_, source) => {
    expect(objections(source, { isToken })).toEqual([null]);
  });
});

describe('a text from some turn on', () => {
  it.each([
    'messages | length > 7',
    'messages | length > k',
    'messages | length > 3 + 4',
    'messages | length - 7 > 0',
    'messages | length // 8 > 0',
    'messages | length in [8, 9, 10]',
    'messages | length is gt 7',
    'messages[1:][1:][1:]',
    'messages[8] is defined',
    'messages[k] is defined',
    'messages | length % 7 == 1',
    "(messages | map(attribute='role') | list).count('user') >= 4",
    'is_long',
    'ns.is_long',
  ])('is seen: %s', (condition) => {
    const before =
      '{% set k = 7 %}{% set ns = namespace(is_long=false) %}{% set is_long = messages | length > 7 %}{% if messages | length > 7 %}{% set ns.is_long = true %}{% endif %}';
    expect(objections(before + after(condition), { isToken })).toContain('turn');
  });

  it('is seen under a key', () => {
    expect(objections(`${LOOP}{{ {9: '${S}'}[messages | length] }}`)).toContain('turn');
    expect(objections(`${LOOP}{{ {9: '${S}'}.get(messages | length, '') }}`)).toContain('turn');
  });

  it('is seen by a number that is counted up', () => {
    const source = `{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + 1 %}{% endfor %}{% if ns.n == 7 %}${S}{% endif %}`;
    expect(objections(source)).toContain('turn');
  });

  it.each([
    'messages',
    'messages | length > 0',
    'messages[1:]',
    "messages[0].role == 'system'",
    "messages | selectattr('role', 'equalto', 'tool') | list | length > 0",
  ])('is none where there is any, or the first: %s', (condition) => {
    expect(objections(after(condition), { isToken })).toEqual([null]);
  });
});

describe('a text with some tool', () => {
  it.each([
    "tool.function.name == 'pay'",
    "tool.function.name.startswith('pay')",
    "'pay' in tool['function']['name']",
    'tool.function.name | length == 10',
    "tool.function.get('name') != 'pay'",
    "tools | selectattr('function.name', 'eq', 'pay') | list | length > 0",
  ])('is seen: %s', (condition) => {
    expect(objections(withTool(condition))).toContain('tool');
  });

  it('is seen by a name of the name, and under a key', () => {
    const named = `{% for tool in tools %}{% set n = tool.function.name %}{% if n == 'pay' %}${S}{% endif %}{% endfor %}`;
    const keyed = `{% for tool in tools %}{{ {'pay': '${S}'}[tool.function.name] }}{% endfor %}`;
    expect(objections(named)).toContain('tool');
    expect(objections(keyed)).toContain('tool');
  });

  it.each([
    'tool.function.name',
    'tool.function.name is defined',
    "tool.type == 'function'",
    'tool.function.name is not none',
  ])('is none where it is asked whether there is a name: %s', (condition) => {
    expect(objections(withTool(condition))).toEqual([null]);
  });
});

describe('a special token that is printed', () => {
  const hostile = { tokens: { eos_token: `${S} at https://evil.example` } };

  it('is a text of the template’s own', () => {
    expect(objections(behindEach('{{ eos_token }}'), hostile)).toContain('address');
    expect(objections(behindEach('{% set x = eos_token %}{{ x }}'), { tokens: { eos_token: S } })).toContain('message');
  });

  it('is none where it is a mark, or is not printed', () => {
    expect(objections(behindEach('{{ eos_token }}'), { tokens: { eos_token: '<|end_of_text|>' } })).toEqual([]);
    expect(objections(behindEach('{% if m.content == eos_token %}{% endif %}'), hostile)).toEqual([]);
  });
});
