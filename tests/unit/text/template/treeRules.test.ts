/** What the rules on a tree see, however it is written. */
import { describe, expect, it } from 'vitest';
import { candidateTriggers, numbersIn } from '../../../../src/text/template/candidateTriggers.ts';
import { Constants } from '../../../../src/text/template/constants.ts';
import { treeProblems } from '../../../../src/text/template/staticProblems.ts';
import { parseTemplate } from '../../../../src/text/template/syntax/parseTemplate.ts';
import { treeOf } from '../../../../src/text/template/syntax/tree.ts';

function found(template: string): readonly string[] {
  const tree = treeOf(parseTemplate(template));
  return treeProblems(tree, new Constants(tree)).map(({ rule, message }) => `${rule.slice(9)}: ${message}`);
}

const rulesOf = (template: string): readonly string[] => found(template).map((line) => line.replace(/:.*/s, ''));

function wordsOf(template: string): readonly string[] {
  const tree = treeOf(parseTemplate(template));
  return candidateTriggers(tree, new Constants(tree));
}

function numbersOf(template: string): readonly number[] {
  const tree = treeOf(parseTemplate(template));
  return numbersIn(tree, new Constants(tree));
}

describe('a name of the insides is found', () => {
  it.each([
    ['as a member', '{{ x.__class__ }}'],
    ['as a member without underscores', '{{ x.gi_frame }}'],
    ['as an index', "{{ x['__class__'] }}"],
    ['as an index without underscores', "{{ x['gi_frame'] }}"],
    ['as an index that a variable holds', "{% set n = 'gi_' ~ 'frame' %}{{ x[n] }}"],
    ['as an index, one of a tuple', "{% set a, b = 'gi_', 'frame' %}{{ x[a ~ b] }}"],
    ['as an index, bound by with', "{% with a = 'gi_' %}{{ x[a ~ 'frame'] }}{% endwith %}"],
    ['as an index, from a block', '{% set n %}gi_frame{% endset %}{{ x[n] }}'],
    ['as an index, reversed', "{{ x['emarf_ig'[::-1]] }}"],
    ['as an index, cut', "{{ x['xxgi_frame'[2:]] }}"],
    ['as an index, cut from behind', "{{ x['gi_framexx'[:-2]] }}"],
    ['as an index, out of a list', "{{ x[['mro', 'a'][-2]] }}"],
    ['by attr', "{{ x | attr('gi_frame') }}"],
    ['by attr, by name', "{{ x | attr(name='gi_frame') }}"],
    ['by map', "{{ x | map(attribute='gi_frame') | list }}"],
    ['by attr of a block of a filter', "{% filter attr('gi_frame') %}a{% endfilter %}"],
    ['by attr of a block that is set', "{% set a | attr('gi_frame') %}b{% endset %}"],
    ['in a string', "{{ '{0.__class__}'.format(x) }}"],
    ['in a string of thousands', `{{ '{0.__class__}${'a'.repeat(5000)}'.format(x) }}`],
    ['in a text that a block keeps', '{% set a %}__class__{% endset %}'],
    ['as a variable', '{{ __import__ }}'],
    ['as a function', "{{ __import__('os') }}"],
    ['as a filter', '{{ x | __class__ }}'],
    ['as a test', '{{ x is __class__ }}'],
    ['as a test behind a dot', '{{ x is a.__class__ }}'],
    ['as an argument of a test', "{{ x is divisibleby('__class__') }}"],
    ['as a named argument', '{{ f(__class__=1) }}'],
    ['as a named argument of a filter', '{{ x | f(__class__=1) }}'],
    ['as a macro', '{% macro __class__() %}{% endmacro %}'],
    ['as a parameter', '{% macro m(__class__) %}{% endmacro %}'],
    ['as a default', "{% macro m(a='__class__') %}{% endmacro %}"],
    ['as a parameter of a call block', '{% call(__class__) m() %}{% endcall %}'],
    ['in what a call block calls', "{% call m('__class__') %}{% endcall %}"],
    ['in a call block', '{% call m() %}{{ x.__class__ }}{% endcall %}'],
    ['as what is set', '{% set x.__class__ = 1 %}'],
    ['as what a loop sets', '{% for __class__ in x %}{% endfor %}'],
    ['as a key', "{{ {'__class__': 1} }}"],
    ['in a spread', "{{ f(*['__class__']) }}"],
    ['in a condition of a loop', '{% for a in x if a.__class__ %}{% endfor %}'],
    ['in an else', '{% for a in x %}{% else %}{{ a.__class__ }}{% endfor %}'],
    ['in an elif', '{% if a %}{% elif b.__class__ %}{% endif %}'],
    ['in a bound of a slice', '{{ x[1:y.__class__] }}'],
    ['in a comparison', '{{ 1 < 2 < x.__class__ }}'],
    ['in a do', '{% do x.__class__ %}'],
    ['in a ternary', "{{ x[('gi_' ~ 'frame') if true] if a else b.gi_frame }}"],
    ['of an object of the engine', '{{ cycler.x }}'],
    ['of an object of the engine, by an index', "{{ joiner['x'] }}"],
    ['of an object of the engine, by a slice', '{{ self[1:] }}'],
  ])('%s', (_, template) => {
    expect(rulesOf(template)).toContain('attribute-walk');
  });

  it('is not found in prose between tags that is longer than any name, nor in keys that only look like one', () => {
    expect(found(`${'About __init__ of Python. '.repeat(200)}{{ x }}`)).toEqual([]);
    expect(found("{{ x['mro_'] ~ x.class ~ x._a_ ~ '__' ~ x['__a'] ~ mro }}")).toEqual([]);
  });

  it('is found of what the template sets itself only where that has no name of the engine', () => {
    expect(found('{% set namespace = x %}{{ namespace.a }}')).toEqual([]);
    expect(found('{% for joiner in x %}{{ joiner.a }}{% endfor %}')).toEqual([]);
    expect(rulesOf('{% set ns = namespace(a=1) %}{{ ns.a }}{{ namespace.a }}')).toEqual(['attribute-walk']);
  });

  it('is told five times', () => {
    const all = Array.from({ length: 9 }, (_, i) => `{{ x.__a${String(i)}__ }}`).join('');
    expect(found(all)).toEqual([
      'attribute-walk: expected keys of messages and tools, found "__a0__", "__a1__", "__a2__", "__a3__", "__a4__"',
    ]);
  });
});

describe('a name that is put together is found', () => {
  it.each([
    ['of two literals', "{{ x['a' ~ 'b'] }}"],
    ['by a sum', "{{ x['a' + b] }}"],
    ['by a product', "{{ x['a' * 2] }}"],
    ['by a remainder', "{{ x['%s' % a] }}"],
    ['by a filter', "{{ x['a' | upper] }}"],
    ['by a method', "{{ x['A'.lower()] }}"],
    ['by a function', "{{ x[f('a')] }}"],
    ['by a join with a named argument', "{{ x[['a', b] | join(d='')] }}"],
    ['for attr', "{{ x | attr('a' ~ b) }}"],
    ['for map', "{{ x | map(attribute='a' ~ b) }}"],
    ['for an index that is called', "{{ x['a' ~ b](1) }}"],
    ['as what is set', "{% set x = '__cl' ~ 'ass__' %}"],
    ['in a block of a filter', "{% filter attr('a' ~ b) %}c{% endfilter %}"],
    ['in a default', "{% macro m(a=x['b' ~ c]) %}{% endmacro %}"],
    ['in a condition of a loop', "{% for a in x if a['b' ~ c] %}{% endfor %}"],
  ])('%s', (_, template) => {
    expect(rulesOf(template)).toContain('built-name');
  });

  it('is not found where an index is counted', () => {
    expect(found('{{ x[1 + 1] ~ x[i - 1] ~ x[loop.index0 % 2] ~ x[-1] ~ x[a | length] ~ x[n(1)] ~ x[1:2] }}')).toEqual(
      [],
    );
  });
});

describe('a loop without a bound is found', () => {
  it.each([
    ['as a range', '{{ range(999999) | list }}'],
    ['from one number to another', '{% for a in range(-999999, 0) %}{% endfor %}'],
    ['backwards', '{% for a in range(999999, 0, -1) %}{% endfor %}'],
    ['with a condition', '{% for a in range(999999) if a %}{% endfor %}'],
    ['as a product', "{% set x = 'a' * 999999 %}"],
    ['as a product of a list', '{% set x = [1] * 999999 %}'],
    ['as a product the other way round', "{% set x = 999999 * 'a' %}"],
    ['as a product of a variable', "{% set n = 999 * 999 %}{% set x = a ~ ('b' * n) %}"],
    ['as a width', "{{ 'a' | center(999999) }}"],
    ['as a width by name', "{{ 'a' | indent(width=999999) }}"],
    ['as a width of a method', "{{ 'a'.ljust(999999) }}"],
    ['as a width of a block', '{% filter center(999999) %}a{% endfilter %}'],
    ['as a width of a block that is set', '{% set a | center(999999) %}b{% endset %}'],
    ['in a loop over a list', "{% for a in ['b', 'c'] %}{% for d in range(60000) %}{% endfor %}{% endfor %}"],
    ['in a loop over a string', "{% for a in 'bc' %}{% for d in range(60000) %}{% endfor %}{% endfor %}"],
    [
      'under a with',
      '{% for a in range(900) %}{% with b = 1 %}{% for c in range(900) %}{% endfor %}{% endwith %}{% endfor %}',
    ],
    [
      'in a call block',
      '{% for a in range(900) %}{% call m() %}{% for c in range(900) %}{% endfor %}{% endcall %}{% endfor %}',
    ],
  ])('%s', (_, template) => {
    expect(rulesOf(template)).toEqual(['unbounded-loop']);
  });

  it.each([
    '{% for a in range(900) %}{% endfor %}{% for a in range(900) %}{% endfor %}',
    '{% for a in range(900) %}{% else %}{% for b in range(900) %}{% endfor %}{% endfor %}',
    '{% for a in range(900) %}{% macro m() %}{% for b in range(900) %}{% endfor %}{% endmacro %}{% endfor %}',
    '{{ 999999 * 999999 }}{{ range(n) }}{{ range(0) }}{{ x | center(n) }}',
  ])('is not found in %s', (template) => {
    expect(found(template)).toEqual([]);
  });
});

describe('recursion without an end is found', () => {
  it.each([
    ['in what is printed', '{{ f() }}'],
    ['in what is put together', "{{ 'a' ~ f() }}"],
    ['in what is compared', '{{ 1 < f() }}'],
    ['in what is tested', '{% if f() %}{% endif %}'],
    ['in what is looped over', '{% for a in f() %}{% endfor %}'],
    ['in what is looped over with a condition', '{% for a in f() if a %}{% endfor %}'],
    ['in a filter', '{{ f() | trim }}'],
    ['in an argument', '{{ g(a=f()) }}'],
    ['in a block', '{% set a %}{{ f() }}{% endset %}'],
    ['in a block of a filter', '{% filter upper %}{{ f() }}{% endfilter %}'],
    ['in a call block', '{% call f() %}{% endcall %}'],
    ['in a with', '{% with a = f() %}{% endwith %}'],
    ['in what a ternary tests', '{{ 1 if f() else 2 }}'],
    ['on the left of an and', '{{ f() and a }}'],
  ])('%s', (_, inside) => {
    expect(found(`{% macro f() %}${inside}{% endmacro %}`)).toEqual([
      'recursion: expected recursion to have an end, found none in f',
    ]);
  });

  it.each([
    '{% if a %}{{ f() }}{% endif %}',
    '{% if a %}{% elif f() %}{% endif %}',
    '{% if a %}{% else %}{{ f() }}{% endif %}',
    '{% for a in b %}{{ f() }}{% else %}{{ f() }}{% endfor %}',
    '{% for a in b if f() %}{% endfor %}',
    '{{ f() if a }}',
    '{{ a if b else f() }}',
    '{{ a and f() }}',
    '{{ a or f() }}',
    '{{ 1 < 2 < f() }}',
    '{% macro g() %}{{ f() }}{% endmacro %}',
  ])('is not found where something guards it: %s', (inside) => {
    expect(found(`{% macro f() %}${inside}{% endmacro %}`)).toEqual([]);
  });

  it('is found of many macros of one name', () => {
    expect(
      rulesOf(
        '{% macro f() %}{{ g() }}{% endmacro %}{% macro f() %}{% endmacro %}{% macro g() %}{{ f() }}{% endmacro %}',
      ),
    ).toEqual(['recursion']);
  });
});

describe('what a trigger may be', () => {
  it.each([
    ["{{ 'mort' ~ 'gage' in a }}", ['mortgage', 'mort', 'gage']],
    ["{% set w = 'mortgage' %}{{ w in a }}", ['mortgage']],
    ["{{ a.startswith('mortgage') }}{{ a is eq 'lemon' }}", ['mortgage', 'lemon']],
    ["{{ a | select('in', ['melon']) }}{% filter replace('peach', 'b') %}{% endfilter %}", ['melon', 'peach']],
    ["{{ {'grape': 1}.get(a) }}{% call m('olive') %}{% endcall %}", ['grape', 'olive']],
    ["{{ 'egagtrom'[::-1] in a }}", ['mortgage', 'egagtrom']],
    ['{% set w %}mortgage{% endset %}{{ w in a }}', ['mortgage']],
    ["{{ ['mort', 'gage'] | join }}", ['mortgage', 'mort', 'gage']],
  ])('in %s: %j', (template, words) => {
    for (const word of words) expect(wordsOf(template)).toContain(word);
  });

  it('is a number that is written or counted', () => {
    expect(numbersOf('{% if a | length > 40 + 2 %}{% elif a == -7 %}{% endif %}{{ [90][0] }}{{ 1.5 }}')).toEqual(
      expect.arrayContaining([42, 40, 2, -7, 7, 90]),
    );
  });
});
