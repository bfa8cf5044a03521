/** How much longer a template's output, and its work, become with the number of messages. */
import { describe, expect, it } from 'vitest';
import { growthOf } from '../../../../../src/text/template/cost/growth.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

const degrees = (source: string): readonly [output: number, time: number] => {
  const { output, time } = growthOf(parseTemplate(source));
  return [output.degree, time.degree];
};

const each = (body: string): string => `{% for m in messages %}${body}{% endfor %}`;

/** Three loops over `list`, in one another. */
const inAll = (list: string): string =>
  ['a', 'b', 'c'].reduceRight((inner, name) => `{% for ${name} in ${list} %}${inner}{% endfor %}`, 'x');

describe('the growth of messages by another name', () => {
  it.each([
    ['a parameter', `{% macro f(k) %}${inAll('k')}{% endmacro %}{{ f(messages) }}`],
    ['a named parameter', `{% macro f(k) %}${inAll('k')}{% endmacro %}{{ f(k=messages) }}`],
    ['a default', `{% macro f(k=messages) %}${inAll('k')}{% endmacro %}{{ f() }}`],
    ['varargs', `{% macro f() %}${inAll('varargs[0]')}{% endmacro %}{{ f(messages) }}`],
    [
      'what is called back',
      `{% macro f() %}{{ caller(messages) }}{% endmacro %}{% call(k) f() %}${inAll('k')}{% endcall %}`,
    ],
    ['with', `{% with k = messages %}${inAll('k')}{% endwith %}`],
    ['an element', `{% for k in [messages] %}${inAll('k')}{% endfor %}`],
    ['two elements', `{% set k, o = [messages, 1] %}${inAll('k')}`],
    ['a field', `{% set d = {'k': messages} %}${inAll('d.k')}`],
    ['a field by its name', `{% set k = {'k': messages}['k'] %}${inAll('k')}`],
    ['a field that is got', `{% set k = {'k': messages}.get('k') %}${inAll('k')}`],
    ['a field of a mapping', `{% set k = dict(a=messages).a %}${inAll('k')}`],
    ['a field of a namespace', `{% set ns = namespace(a=messages) %}${inAll('ns.a')}`],
    ['the first of a list', `{% set k = [messages] | first %}${inAll('k')}`],
    ['a choice', `{% set k = messages and messages %}${inAll('k')}`],
    ['a copy', inAll('messages | list')],
    ['roles', inAll("messages | map(attribute='role')")],
    ['a default that is given', `{% set k = a | default(messages) %}${inAll('k')}`],
    ['what is printed for each', `{% set k %}${each('x ')}{% endset %}${inAll('k.split()')}`],
    ['what a macro prints for each', `{% macro f() %}${each('x ')}{% endmacro %}${inAll('f().split()')}`],
  ])('is seen through %s', (_, source) => {
    expect(degrees(source)[0]).toBeGreaterThanOrEqual(3);
  });

  it('is not that of an element, nor of what is in it', () => {
    expect(degrees(inAll('messages[0].content'))).toEqual([0, 0]);
    expect(degrees(`{% set d = {'k': messages, 'l': [1]} %}{% for a in d %}x{% endfor %}`)).toEqual([0, 0]);
  });
});

describe('a text that doubles at every message', () => {
  const again = (body: string): string => `{% set ns = namespace(x='a') %}${each(body)}`;

  it.each([
    ['by a block', again('{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}')],
    ['by a format', again("{% set ns.x = '%s%s' % (ns.x, ns.x) %}")],
    ['by a format that names it twice', again("{% set ns.x = '{0}{0}'.format(ns.x) %}")],
    ['by another name', again('{% set y = ns.x %}{% set ns.x = y + y %}')],
    ['by what it is replaced by', again("{% set ns.x = ns.x | replace('a', 'aa') %}")],
    ['by JSON of JSON', again('{% set ns.x = ns.x | tojson %}')],
    ['by a product', again('{% set ns.x = ns.x * 2 %}')],
    ['by a macro', `{% macro h(z) %}{{ z }}{{ z }}{% endmacro %}${again('{% set ns.x = h(ns.x) %}')}`],
    ['in a list', again('{% set ns.x = [ns.x, ns.x] | join %}')],
    ['by two fields of one another', again('{% set ns.y = ns.x ~ ns.y %}{% set ns.x = ns.y ~ ns.x %}')],
  ])('is seen: %s', (_, source) => {
    expect(degrees(source)[0]).toBe(Infinity);
  });

  it.each([
    ['is added to', again('{% set ns.x = ns.x ~ m.content %}{{ ns.x }}')],
    ['is begun anew', each('{% set ns = namespace(x=m.content) %}{% set ns.x = ns.x ~ ns.x %}')],
    ['is one or the other', again('{% set ns.x = ns.x if m.a else ns.x | trim %}')],
    ['has the name of a field that is given', again("{% set ns.x = ns.x ~ m['x'] %}")],
  ])('is not one that %s', (_, source) => {
    expect(degrees(source)[0]).toBeLessThan(3);
  });

  it('is refused without a loop too, where nobody would write it down', () => {
    const tripled = (times: number): string =>
      Array.from(
        { length: times },
        (_, i) => `{% set a${String(i + 1)} = a${String(i)} ~ a${String(i)} ~ a${String(i)} %}`,
      ).join('');
    expect(degrees(`{% set a0 = 'x' %}${tripled(8)}`)[0]).toBe(0);
    expect(degrees(`{% set a0 = 'x' %}${tripled(12)}`)[0]).toBe(Infinity);
  });
});

describe('the growth of a template', () => {
  it.each([
    ['a text', 'Hello', [0, 0]],
    ['a loop over messages', each('{{ m.content }}'), [1, 1]],
    ['the parts of each message', each('{% for p in m.content %}{{ p.text }}{% endfor %}'), [1, 1]],
    ['a loop in a loop', each(each('{{ m.content }}')), [2, 2]],
    ['a loop in a loop that prints nothing', each(each('{% set x = 1 %}')), [0, 2]],
    ['as many numbers as messages', each('{% for i in range(messages | length) %}{{ i }}{% endfor %}'), [2, 2]],
    ['a thousand numbers a message', '{% for i in range(messages | length * 1000) %}{{ i }}{% endfor %}', [2, 2]],
    ['a slice of the messages', each('{% for n in messages[1:] %}{{ n.role }}{% endfor %}'), [2, 2]],
    ['messages by another name', `{% set all = messages %}${each('{% for n in all %}x{% endfor %}')}`, [2, 2]],
    [
      'a list that is added to',
      `{% set ns = namespace(l=[]) %}${each('{% set ns.l = ns.l + [m] %}')}{% for n in ns.l %}x{% endfor %}`,
      [1, 1],
    ],
    ['a macro that loops', `{% macro f() %}${each('x')}{% endmacro %}${each('{{ f() }}')}`, [2, 2]],
    [
      'what is printed once',
      each('{% set ns = namespace() %}{% set s = namespace(seen=false) %}') +
        each(each('{% if not q.seen %}x{% set q.seen = true %}{% endif %}')),
      [0, 2],
    ],
    ['what doubles', each('{% set ns.s = ns.s ~ ns.s %}'), [Infinity, 1]],
    ['what doubles a few times', '{% for i in range(4) %}{% set s = s ~ s %}{% endfor %}', [0, 0]],
    [
      'a list that is added to in a macro',
      `{% set ns = namespace(l=[]) %}{% macro f() %}{% set ns.l = ns.l + [1] %}{% endmacro %}${each('{{ f() }}')}${inAll('ns.l')}`,
      [3, 3],
    ],
    ['a list that is appended to', `{% set l = [] %}${each('{% set _ = l.append(1) %}')}${inAll('l')}`, [3, 3]],
    [
      'a list that is appended to by another name',
      `{% set l = [] %}{% set k = l %}${each('{% set _ = k.append(1) %}')}${inAll('l')}`,
      [3, 3],
    ],
    [
      'a text that is begun anew at every message',
      each(
        "{% set ns = namespace(s='') %}{% for p in m.content %}{% set ns.s = ns.s ~ p.text %}{% endfor %}{% for c in ns.s.split() %}x{% endfor %}",
      ),
      [1, 1],
    ],
    [
      'a text that is begun anew only at times',
      each(
        "{% if m.a %}{% set ns = namespace(s='') %}{% endif %}{% set ns.s = ns.s ~ 'x ' %}{% for c in ns.s.split() %}x{% endfor %}",
      ),
      [2, 2],
    ],
    [
      'as many numbers as messages before',
      each('{% for i in range(loop.index) %}{% for j in range(loop.index) %}x{% endfor %}{% endfor %}'),
      [3, 3],
    ],
    [
      'a macro that is asked in a condition',
      `{% macro f() %}${each(each(each('x')))}{% endmacro %}{% if f() %}{% endif %}`,
      [3, 3],
    ],
    [
      'what a macro calls back',
      `{% macro f() %}${each(each('{{ caller() }}'))}{% endmacro %}{% call f() %}${each('x')}{% endcall %}`,
      [3, 3],
    ],
    ['what doubles in a macro', '{% macro f() %}{% set ns.s = ns.s ~ ns.s %}{% endmacro %}{{ f() }}', [Infinity, 0]],
    ['a count', each('{% set ns.n = ns.n + 1 %}'), [0, 1]],
  ])('of %s', (_, source, expected) => {
    expect(degrees(source)).toEqual(expected);
  });

  it('is that of the deepest place, and says which', () => {
    const source = each(each(each('{{ 1 }}')));
    const { output } = growthOf(parseTemplate(source));
    expect([output.degree, source.slice(output.start, output.end)]).toEqual([3, '{{ 1 }}']);
  });
});
