import { describe, expect, it } from 'vitest';
import { layOut } from '../../../../../src/text/template/layout/layOut.ts';
import { UNSAFE } from '../../../../../src/core/printable.ts';
import { Lines } from '../../../../../src/text/template/syntax/lines.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

/** `LINE DEPTH TEXT` of each line. */
function laidOut(source: string): readonly string[] {
  return layOut(parseTemplate(source), source, new Lines(source)).map(
    ({ line, depth, text }) => `${String(line ?? '-')} ${String(depth)} ${text}`,
  );
}

/** The layout as a template again: its texts as outputs. */
function asTemplate(source: string): string {
  return layOut(parseTemplate(source), source, new Lines(source))
    .map(({ text }) => (text.startsWith("'") ? `{{ ${text} }}` : text))
    .join('');
}

describe('a template that is laid out', () => {
  it('has a statement a line, indented by nesting, with the lines of the source', () => {
    expect(
      laidOut(
        '{%- for m in messages %}\n{%- if m.role=="user" %}{{m["content"]}}\n{%- else %}?{% endif %}\n{% endfor %}',
      ),
    ).toEqual([
      '1 0 {% for m in messages %}',
      "2 1 {% if m.role == 'user' %}",
      "2 2 {{ m['content'] }}",
      '- 1 {% else %}',
      "3 2 '?'",
      '3 1 {% endif %}',
      '4 0 {% endfor %}',
    ]);
  });

  it('shows a text line by line, each at its own line of the source, with blanks as escapes', () => {
    expect(laidOut('{% set x = 1 -%}\n\n  one\ttwo\nthree {{ x }}')).toEqual([
      '1 0 {% set x = 1 %}',
      "3 0 'one\\ttwo\\n'",
      "4 0 'three '",
      '4 0 {{ x }}',
    ]);
  });

  it('shows no control, bidirectional or invisible character as it is', () => {
    const lines = laidOut('{{ "\u202e\u001b[31m" }}\u200b\u3164\u2800\u00a0\u{e0041}x{# \u202e #}');
    expect(lines).toEqual(["1 0 {{ '\\u{202e}\\u{1b}[31m' }}", "1 0 '\\u{200b}\\u{3164}\\u{2800}\\u{a0}\\u{e0041}x'"]);
    expect(lines.join('')).not.toMatch(UNSAFE);
  });

  it.each([
    ['{{ (a + b) * c - d ~ e ** 2 }}', '{{ (a + b) * c - d ~ e ** 2 }}'],
    ['{{ a and (b or c) or d and e }}', '{{ (a and (b or c)) or (d and e) }}'],
    ['{{ not (a in b) and not c is defined }}', '{{ not a in b and not c is defined }}'],
    ['{{ (a | trim).b[1:-1] | join(", ", attribute="x") }}', "{{ (a | trim).b[1:-1] | join(', ', attribute='x') }}"],
    ['{{ (a if b else c) ~ {"k": [1, (2,)]} }}', "{{ (a if b else c) ~ {'k': [1, (2,)]} }}"],
    ['{{ a - (b - c) < -d is even }}', '{{ a - (b - c) < ((-d) is even) }}'],
    ["{{ f(\"it's\", x='\\\\') }}", "{{ f('it\\'s', x='\\\\') }}"],
  ])('writes %s with the parentheses that its order needs', (source, text) => {
    const [line] = laidOut(source);
    expect(line?.slice(4)).toBe(text);
  });

  it('has every kind of block, and is the same when it is laid out again', () => {
    const source = `{% macro f(a, b=1) %}{{ a }}{% endmacro %}{% call(x) f(1) %}{{ x }}{% endcall %}
{% filter trim | upper %} t {% endfilter %}{% set s | trim %} u {% endset %}{% with p = 1, q = 2 %}{{ p }}{% endwith %}
{% for a, (b, c) in d if a recursive %}{% break %}{% else %}{% continue %}{% endfor %}{% do f(1) %}
{% generation %}g{% endgeneration %}{% if a %}1{% elif b %}2{% endif %}{% include 'x' %}`;
    const text = asTemplate(source);
    expect(text).toContain('{% macro f(a, b=1) %}{{ a }}{% endmacro %}{% call (x) f(1) %}');
    expect(text).toContain('{% for a, (b, c) in d if a recursive %}{% break %}{% else %}{% continue %}{% endfor %}');
    expect(asTemplate(text)).toBe(text);
  });
});
