/** What a template compares anything with. */
import { describe, expect, it } from 'vitest';
import { askedOf } from '../../../../../src/text/template/trial/asked.ts';
import { spokenOf } from '../../../../../src/text/template/trial/spoken.ts';

describe('what a template asks for', () => {
  it.each([
    ["x == '2027'", ['2027']],
    ["'a' != x", ['a']],
    ["x in ['b', 'c']", ['b', 'c']],
    ["x in ('b' if y else 'c')", ['b', 'c']],
    ["x is eq('d')", ['d']],
    ["x.startswith('e') or x.find('f') > 0", ['e', 'f']],
    ["xs | selectattr('role', 'eq', 'g') | list", ['role', 'eq', 'g']],
    ["{'h': 1}[x]", ['h']],
    ["x | replace('i', 'j')", []],
    ["x == '<' ~ 'k'", ['<', 'k']],
  ])('is every string that is compared: %s', (expression, texts) => {
    expect(askedOf(`{{ 'printed' if ${expression} }}`).texts).toEqual(texts);
  });

  it('is the numbers, and what each name is compared with', () => {
    const asked = askedOf("{% if effort | default('low') == 'high' and budget > 512 %}{{ other }}{% endif %}");
    expect(asked.numbers).toEqual([512]);
    expect(asked.ofName).toEqual(
      new Map([
        ['effort', ['high']],
        ['budget', [512]],
      ]),
    );
    expect(asked.tested).toEqual(new Set(['effort', 'budget']));
    expect(asked.names).toEqual(new Set(['effort', 'budget', 'other']));
  });

  it('is nothing where the template does not parse', () => {
    expect(askedOf('{% if %}').texts).toEqual([]);
  });

  it('takes time in proportion to the template, however its comparisons are nested', () => {
    const nested = `${"x == ('a' ~ ".repeat(60)}1${')'.repeat(60)}`;
    const started = performance.now();
    askedOf(`{{ ${nested} }}`.repeat(300));
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('is said by people but for marks and blanks', () => {
    const texts = ['2027', '?!', 'секрет', '密码', '$', '<think>', '<|im_end|>', '[INST]', '/no_think', '\n', '/thi'];
    expect(spokenOf(texts)).toEqual(['2027', '?!', 'секрет', '密码', '$']);
  });
});
