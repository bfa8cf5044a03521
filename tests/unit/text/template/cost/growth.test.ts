/** How much longer a template's output, and its work, become with the number of messages. */
import { describe, expect, it } from 'vitest';
import { growthOf } from '../../../../../src/text/template/cost/growth.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

const degrees = (source: string): readonly [output: number, time: number] => {
  const { output, time } = growthOf(parseTemplate(source));
  return [output.degree, time.degree];
};

const each = (body: string): string => `{% for m in messages %}${body}{% endfor %}`;

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
