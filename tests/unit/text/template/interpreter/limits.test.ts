/** Templates that are made to be costly end within bounds, soon. */
import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../../../src/text/template/sandbox.ts';
import { CHECK_LIMITS, InterpretedTemplates } from '../../../../../src/text/template/trial/interpreted.ts';

const MANY = '{% for i in range(100000) %}';
const SCENE = { variables: { messages: [{ role: 'user', content: 'x' }] }, now: 0 };

function codeOf(template: string): string {
  try {
    const [outcome] = new InterpretedTemplates(CHECK_LIMITS).renderEach(template, [SCENE]);
    return outcome && 'error' in outcome ? outcome.error.code : 'none';
  } catch (error) {
    if (error instanceof TemplateError) return error.code;
    throw error;
  }
}

/** Doubles what is in `ns.x`, often. */
function doubling(double: string, first = "'a'"): string {
  return `{% set ns = namespace(x=${first}) %}{% for i in range(64) %}${double}{% endfor %}{{ ns.x | length }}`;
}

const COSTLY: readonly (readonly [name: string, template: string])[] = [
  ['loops in loops', `${MANY}${MANY}{% endfor %}{% endfor %}`],
  [
    'an empty loop over products',
    '{% for a in range(99999) %}{% for b in range(99999) %}{% for c in range(9) %}{% endfor %}{% endfor %}{% endfor %}',
  ],
  ['a text that is added to itself', doubling('{% set ns.x = ns.x + ns.x %}')],
  ['a text that is joined with itself', doubling('{% set ns.x = ns.x ~ ns.x %}')],
  ['a text that is multiplied', doubling('{% set ns.x = ns.x * 9 %}')],
  ['a text that is formatted twice', doubling("{% set ns.x = '%s%s' % (ns.x, ns.x) %}")],
  ['fields of a format', doubling("{% set ns.x = '{0}{0}'.format(ns.x) %}")],
  ['a replacement that grows', doubling("{% set ns.x = ns.x | replace('a', 'aa') %}")],
  ['a block that prints twice', doubling('{% set y %}{{ ns.x }}{{ ns.x }}{% endset %}{% set ns.x = y %}')],
  ['a list that is added to itself', doubling('{% set ns.x = ns.x + ns.x %}', '[1]')],
  ['a list that is printed', doubling('{% set ns.x = [ns.x, ns.x] %}{% set _ = ns.x | string %}', '[1]')],
  ['JSON of JSON', doubling('{% set ns.x = ns.x | tojson | tojson %}', "'\"'")],
  ['JSON of what holds itself twice', doubling('{% set ns.x = [ns.x, ns.x] %}{% set _ = ns.x | tojson %}', '[1]')],
  [
    'lists that are compared',
    `${doubling('{% set ns.x = [ns.x, ns.x] %}', '[1]')}{% set a = ns.x %}${doubling('{% set ns.x = [ns.x, ns.x] %}', '[1]')}{{ a == ns.x }}`,
  ],
  ['a huge product', "{{ 'a' * 10 ** 15 }}"],
  ['a huge list', '{{ [0] * 10 ** 15 }}'],
  ['a wide centre', "{{ 'a'.center(10 ** 12) }}"],
  ['a wide filter', "{{ 'a' | center(10 ** 12) }}"],
  ['many zeros', "{{ '1'.zfill(10 ** 12) }}"],
  ['wide tabs', "{{ 'a\tb'.expandtabs(10 ** 12) }}"],
  ['a wide format', "{{ '%999999999999d' % 1 }}"],
  ['a wide format by a star', "{{ '%*d' % (10 ** 12, 1) }}"],
  ['an exact format', "{{ '%.99999999f' % 1.5 }}"],
  ['a wide field', "{{ '{:>999999999}'.format(1) }}"],
  ['an indent', "{{ 'a\nb' | indent(10 ** 12) }}"],
  ['JSON with a wide indent', '{{ [1] | tojson(indent=10 ** 12) }}'],
  ['powers of powers', '{{ 9 ** (9 ** 9) > 0 }}'],
  ['a large power', '{{ (7 ** (7 ** 9)) % 10 }}'],
  ['factors that grow', doubling('{% set ns.x = ns.x * ns.x %}', '3')],
  ['a batch that is filled up', '{{ [1] | batch(10 ** 12, 0) | list }}'],
  ['many slices', '{{ [1] | slice(10 ** 12) | list }}'],
  ['a join of much', `{{ range(100000) | join('${'-'.repeat(500)}') }}`],
  ['pieces without end', `{% set x = 'a' * 100000 %}${MANY}{{ x.split('a') | length }}{% endfor %}`],
  ['a search that finds nothing', `{% set x = 'a' * 1000000 %}${MANY}{{ x.find('b') }}{% endfor %}`],
  ['characters one by one', `{% set x = '😀' * 100000 %}${MANY}{{ x[i] }}{% endfor %}`],
  ['much that is sorted', `${MANY}{{ range(100000) | sort | length }}{% endfor %}`],
  ['sums of much', `${MANY}{{ range(100000) | sum }}{% endfor %}`],
  [
    'a list that grows while it is gone through',
    '{% set l = [1] %}{% for i in l %}{% set _ = l.append(i) %}{% endfor %}',
  ],
  ['a macro that calls itself', '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}'],
  [
    'a macro that calls itself twice',
    '{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(100) }}',
  ],
  ['a loop that calls itself', '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}'],
  [
    'callers of callers',
    '{% macro f() %}{{ caller() }}{% endmacro %}{% macro g() %}{% call f() %}{{ g() }}{% endcall %}{% endmacro %}{{ g() }}',
  ],
  ['lists in lists', `{% set ns = namespace(x=[]) %}${MANY}{% set ns.x = [ns.x] %}{% endfor %}{{ ns.x }}`],
  [
    'keys in keys',
    `{% set ns = namespace(x=()) %}{% for i in range(5000) %}{% set ns.x = (ns.x,) %}{% endfor %}{{ {ns.x: 1} }}`,
  ],
  ['output without end', `{% set x = 'a' * 10000 %}${MANY}{{ x }}{% endfor %}`],
];

describe('a template that is made to be costly', () => {
  it.each(COSTLY)('ends within bounds: %s', (_, template) => {
    const started = performance.now();
    expect(codeOf(template)).toMatch(/^template\/(?:steps|output|resources)$/);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('takes of what is left for all', () => {
    const templates = new InterpretedTemplates({ ...CHECK_LIMITS, stepsInAll: 300_000 });
    const half = '{% for i in range(60000) %}{% endfor %}';
    const codes = [1, 2, 3].map(() => templates.renderEach(half, [SCENE])[0]!);
    expect(codes.map((outcome) => ('error' in outcome ? outcome.error.code : 'none'))).toEqual([
      'none',
      'none',
      'template/steps',
    ]);
  });

  it('takes few steps where a template refuses', () => {
    const templates = new InterpretedTemplates({ ...CHECK_LIMITS, stepsInAll: 1000 });
    const refusing = "{{ raise_exception('no') }}";
    const outcomes = Array.from({ length: 20 }, () => templates.renderEach(refusing, [SCENE])[0]!);
    expect(outcomes.every((outcome) => 'error' in outcome && outcome.isRaised)).toBe(true);
  });

  it('ends with the first scene that exhausts something, and counts the output of all', () => {
    const templates = new InterpretedTemplates({ ...CHECK_LIMITS, outputBytes: 100 });
    const endless = `{% if messages %}${MANY}${MANY}{% endfor %}{% endfor %}{% endif %}`;
    expect(templates.renderEach(endless, [{ variables: {}, now: 0 }, SCENE, SCENE])).toHaveLength(2);
    expect(() => templates.renderEach("{{ 'a' * 60 }}", [SCENE, SCENE])).toThrow(
      expect.objectContaining({ code: 'template/output' }) as TemplateError,
    );
  });
});
