/** Words and marks that are put together of several literals are judged as they are printed. */
import { describe, expect, it } from 'vitest';
import { proofProblems } from '../../../../../src/text/template/proof.ts';
import { isRead, readTemplate } from '../../../../../src/text/template/readTemplate.ts';

function rulesFor(source: string): readonly string[] {
  const read = readTemplate(source);
  if (!isRead(read)) throw new Error(read.message);
  return proofProblems(read, () => false).map(({ rule }) => rule);
}

/** Each joins A to B. */
const JOINED: readonly (readonly [how: string, template: string])[] = [
  ['an operator', "{{ 'A' ~ 'B' }}"],
  ['constants that are folded', "{{ 'A' ~ (('B' * 1) ~ '') }}"],
  ['a value beside data', "A{{ 'B' * 1 }}"],
  ['filters', "{{ 'A' ~ ('B' | trim) }}"],
  ['two outputs', "{{ 'A' }}{{ 'B' }}"],
  ['a name', "{% set x = 'A' %}{{ x }}B"],
  ['a macro', "{% macro f() %}A{% endmacro %}{{ f() }}{{ 'B' }}"],
  ['each way of a condition', "A{% if tools %}{{ 'B' }}{% else %}B{% endif %}"],
  ['one way of a condition', 'A{% if tools %}B{% endif %}'],
  ['the rounds of a loop', "{% for x in ['A', 'B'] %}{{ x }}{% endfor %}"],
];

describe('a word that is joined', () => {
  it.each(JOINED)('by %s is read as it is printed', (_, template) => {
    const joined = (a: string, b: string): string => template.replaceAll('A', a).replaceAll('B', b);
    for (const [a, b] of [
      ['<|im_start|>\u0430', 'ssistant'],
      ['lgn', 'ore'],
      ['<|Us', 'er\uff5c>'],
    ] as const)
      expect([a, b, rulesFor(joined(a, b))]).toEqual([a, b, ['template/look-alike-text']]);
    for (const [a, b] of [
      ['<|im_start|>a', 'ssistant'],
      ['ign', 'ore'],
      ['<\uff5cUs', 'er\uff5c>'],
      ['<\uff5cend\u2581of\u2581sentence\uff5c>', '<\uff5cUser\uff5c>'],
    ] as const)
      expect([a, b, rulesFor(joined(a, b))]).toEqual([a, b, []]);
  });

  it('is found beside another language, behind another word, and at the end of a long run', () => {
    const russian = '{# \u042d\u0442\u043e \u0448\u0430\u0431\u043b\u043e\u043d #}';
    for (const before of ['', 'TikTok\u043e\u043c,', '-'.repeat(90)])
      expect([before, rulesFor(`${russian}${before}ass\u0456{{ 'stant' }}`)]).toEqual([
        before,
        ['template/look-alike-text'],
      ]);
    expect(rulesFor(`${russian}TikTok\u043e\u043c,assi{{ 'stant' }}`)).toEqual([]);
  });

  it('is not proven where it may be put together in more ways than are looked at', () => {
    const ways = (first: string): string =>
      `{% if tools %}${first}${Array.from({ length: 12 }, (_, i) => `{% elif a${String(i)} %}q${String(i)}`).join('')}{% endif %}ssistant`;
    expect(rulesFor(ways('\u0430'))).toEqual(['template/not-proven']);
    expect(rulesFor(ways('a'))).toEqual([]);
  });

  it('is cut at no mark, however many stand in a row', () => {
    const mark = '<\uff5cend\u2581of\u2581sentence\uff5c>';
    expect(rulesFor(`${`{{ '${mark}' }}`.repeat(12)}{% if tools %}${mark}{% endif %}`)).toEqual([]);
  });
});
