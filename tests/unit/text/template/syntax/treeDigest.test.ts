/** What a template says, whatever it is written like. */
import { describe, expect, it } from 'vitest';
import { treeDigest } from '../../../../../src/text/template/syntax/treeDigest.ts';

const TEMPLATE = "{% for m in messages %}{{ '<|' ~ m['role'] ~ '|>' }}\n{{ m.content }}{% endfor %}bye";
const DIGEST = treeDigest(TEMPLATE);

describe('the digest of a template’s tree', () => {
  it.each([
    ['a line feed at the end', `${TEMPLATE}\n`],
    ['blanks at the end', `${TEMPLATE} \n\n\t`],
    ['a comment', TEMPLATE.replace('bye', 'b{# one #}ye')],
    ['a comment that takes a line end with it', `{# one #}\n${TEMPLATE}`],
    ['other quotes', TEMPLATE.replaceAll("'", '"')],
    ['blanks inside a tag', TEMPLATE.replace('{{ m.content }}', '{{m.content}}')],
    [
      'blanks that a sign trims',
      TEMPLATE.replace('{{ m.content }}', '{{ m.content }}  \n  {%- if false %}{% endif %}').replace(
        '{%- if false %}{% endif %}',
        '{#- -#}',
      ),
    ],
    ['parentheses around one name', TEMPLATE.replace('in messages', 'in (messages)')],
    ['a string in two', TEMPLATE.replace("'<|'", "'<' '|'")],
    ['text that is raw', TEMPLATE.replace('bye', '{% raw %}bye{% endraw %}')],
    ['line ends of Windows', TEMPLATE.replace('\n', '\r\n')],
  ])('is the same with %s', (_, text) => {
    expect(treeDigest(text)).toBe(DIGEST);
  });

  it.each([
    ['another word', TEMPLATE.replace('bye', 'by')],
    ['a blank inside', TEMPLATE.replace('\n', '\n ')],
    ['a word at the beginning', `a ${TEMPLATE}`],
    ['blanks at the end of a block', TEMPLATE.replace('{% endfor %}', ' {% endfor %}')],
    ['an attribute for an item', TEMPLATE.replace("m['role']", 'm.role')],
    ['another name', TEMPLATE.replaceAll('m.', 'n.')],
    ['a filter', TEMPLATE.replace('m.content', 'm.content | upper')],
    ['another operator', TEMPLATE.replace('~', '+')],
  ])('is another with %s', (_, text) => {
    expect(treeDigest(text)).not.toBe(DIGEST);
  });

  it.each([
    ['1', '1.0'],
    ['1', "'1'"],
    ['none', "'none'"],
    ['9007199254740993', '9007199254740992'],
    ['(1, 2)', '[1, 2]'],
    ['(a < b) < c', 'a < b < c'],
    ['-a | abs', '-(a | abs)'],
    ['f(a, b)', 'f(a, b=b)'],
    ['f(*a)', 'f(a)'],
    ['f(*a)', 'f(**a)'],
    ['f(* a)', 'f(** (a))'],
    ['a is not b', 'not a is c'],
    ['a[1:]', 'a[:1]'],
    ['{1: 2}', '{2: 1}'],
  ])('tells %s from %s', (a, b) => {
    expect(treeDigest(`{{ ${a} }}`)).not.toBe(treeDigest(`{{ ${b} }}`));
  });

  it('is of the number, not of how it is written', () => {
    expect(treeDigest('{{ 1_000 }}')).toBe(treeDigest('{{ 1000 }}'));
  });

  it.each(['{% include "a" %}', '{% if %}', '{{ a', `{{ ${'('.repeat(300)}1${')'.repeat(300)} }}`])(
    'is none of %s',
    (text) => {
      expect(treeDigest(text)).toBeNull();
    },
  );
});
