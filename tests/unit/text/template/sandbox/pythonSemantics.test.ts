/** Expressions about which JavaScript and Python differ: the sandbox must say what jinja2 3.1 says. */
import { afterAll, describe, expect, it } from 'vitest';
import { TemplateSandbox } from '../../../../../src/text/template/sandbox.ts';

const EXPRESSIONS: readonly (readonly [expression: string, isTrue: boolean])[] = [
  ['[1] == [1]', true],
  ['[1] != [1]', false],
  ['[1, [2]] == [1, [2]]', true],
  ['[1, 2] == [2, 1]', false],
  ["{'a': 1} == {'a': 1}", true],
  ["{'a': 1} == {'a': 2}", false],
  ["{'a': 1} == {'b': 1}", false],
  ["[role] == ['user']", true],
  ["'1' == 1", false],
  ["'' == 0", false],
  ['1 == true', true],
  ['0 == false', true],
  ['2 == true', false],
  ['1 == 1.0', true],
  ['none == missing', false],
  ['none == none', true],
  ['missing == absent', true],
  ["'' == false", false],
  ['[] == false', false],
  ["[1] in [[1], 'a']", true],
  ["'1' in [1]", false],
  ['1 in [true]', true],
  ['missing in [1]', false],
  ['none in [none]', true],
  ["'a' not in ['a']", false],
  ['-1 % 3 == 2', true],
  ['1 % -3 == -2', true],
  ['7 % 3 == 1', true],
  ['-6 % 3 == 0', true],
  ["'a' in 'ab'", true],
  ["'a' in {'a': 1}", true],
];

describe('the sandbox', () => {
  const sandbox = new TemplateSandbox();
  afterAll(() => {
    sandbox.close();
  });

  it.each(EXPRESSIONS)('takes %s for %s, as Python does', async (expression, isTrue) => {
    const text = await sandbox.render(`{% if ${expression} %}yes{% else %}no{% endif %}`, { role: 'user' });
    expect(text).toBe(isTrue ? 'yes' : 'no');
  });

  it('counts what it compares: two lists that hold one another many times over', async () => {
    const doubling = Array.from(
      { length: 40 },
      (_, i) => `{% set a${String(i + 1)} = [a${String(i)}, a${String(i)}] %}`,
    );
    const both = `{% set a0 = [1] %}${doubling.join('')}{% set b0 = [1] %}${doubling.join('').replaceAll('a', 'b')}`;
    await expect(sandbox.render(`${both}{% if a40 == b40 %}{% endif %}`, {})).rejects.toMatchObject({
      code: 'template/steps',
    });
  });
});
