import { describe, expect, it } from 'vitest';
import { certify, type Certificate } from '../../../../../src/text/template/certificate/certificate.ts';
import { Lines } from '../../../../../src/text/template/syntax/lines.ts';
import { parseTemplate } from '../../../../../src/text/template/syntax/parseTemplate.ts';

function certificateOf(source: string, tokens: readonly string[] = []): Certificate {
  return certify(source, parseTemplate(source), new Lines(source), (text) => tokens.includes(text));
}

/** What each decision depends on, by its source. */
function dependences(source: string, tokens: readonly string[] = []): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(certificateOf(source, tokens).decisions.map(({ source: text, on }) => [text, on]));
}

const LOOP = (body: string): string => `{% for m in messages %}${body}{% endfor %}`;

describe('the certificate of a sound template', () => {
  const sound = certificateOf(LOOP("{{ m.role + ': ' + m.content }}"));

  it('says that it is proven, and how it grows', () => {
    expect([sound.verdict, sound.problems, sound.more]).toEqual(['proven', [], 0]);
    expect([sound.growth.output.degree, sound.growth.time.degree]).toEqual([1, 1]);
  });

  it('says that its loop depends on structure', () => {
    expect(sound.decisions).toEqual([{ kind: 'loop', lines: [1], source: 'messages', on: ['structure'] }]);
  });
});

describe('what depends on what', () => {
  it.each([
    ["{% if m.role == 'user' %}x{% endif %}", "m.role == 'user'", ['structure']],
    ['{% if m.content is string %}x{% endif %}', 'm.content is string', ['structure']],
    ["{% if '</think>' in m.content %}x{% endif %}", "'</think>' in m.content", ['mark:</think>']],
    [
      "{% if m.content.startswith('<tool_response>') %}x{% endif %}",
      "m.content.startswith('<tool_response>')",
      ['mark:<tool_response>'],
    ],
    ['{% if m.content %}x{% endif %}', 'm.content', ['emptiness']],
    ["{% if m.content != '' %}x{% endif %}", "m.content != ''", ['emptiness']],
    ['{% if m.content | length > 0 %}x{% endif %}', 'm.content | length > 0', ['emptiness']],
    ["{{ '\\n' if '\\n' in m.content else ' ' }}", "'\\n' in m.content", ['blanks']],
    ["{{ m.content.split('</think>')[-1] }}", "m.content.split('</think>')[-1]", ['mark:</think>']],
    ['{{ messages[loop.index0 - 1].role }}', 'messages[loop.index0 - 1]', ['structure']],
    ['{{ messages[0].role }}', 'messages[0]', []],
  ])('of %s', (body, source, on) => {
    expect(dependences(LOOP(body))[source]).toEqual(on);
  });

  it('knows the marks of the file', () => {
    const body = LOOP("{% if '<|x|>' in m.content %}y{% endif %}");
    expect(dependences(body, ['<|x|>'])["'<|x|>' in m.content"]).toEqual(['mark:<|x|>']);
    expect(dependences(body)["'<|x|>' in m.content"]).toEqual(['text']);
  });

  it('follows a flag to what it was set by', () => {
    const flag = LOOP(
      "{% set ns.seen = false %}{% if '</think>' in m.content %}{% set ns.seen = true %}{% endif %}{% if ns.seen %}x{% endif %}",
    );
    expect(dependences(`{% set ns = namespace(seen=false) %}${flag}`)['ns.seen']).toEqual([
      'structure',
      'mark:</think>',
    ]);
  });

  it('gives decisions that ask the same once, with all of their lines', () => {
    const { decisions } = certificateOf('{% if a %}x{% endif %}\n{% if a %}y{% endif %}');
    expect(decisions).toEqual([{ kind: 'condition', lines: [1, 2], source: 'a', on: ['structure'] }]);
  });
});

describe('the certificate of a template with a planted defect', () => {
  it('underlines what a text decides, and says so of the decision', () => {
    const { verdict, problems, decisions } = certificateOf(
      "{% for m in messages %}\n  {% if 'urgent' in m.content %}x{% endif %}\n{% endfor %}",
    );
    expect(verdict).toBe('not-proven');
    expect(problems).toMatchObject([
      {
        rule: 'template/depends-on-text',
        line: 2,
        column: 9,
        source: "  {% if 'urgent' in m.content %}x{% endif %}",
        marker: '        ^^^^^^^^^^^^^^^^^^^^^',
      },
    ]);
    expect(decisions[1]).toMatchObject({ kind: 'condition', on: ['text'] });
  });

  it('underlines what the clock decides', () => {
    const { problems, decisions } = certificateOf("{% if strftime_now('%Y') == '2027' %}x{% endif %}");
    expect(problems[0]).toMatchObject({ rule: 'template/depends-on-clock', column: 7 });
    expect(decisions).toMatchObject([{ source: "strftime_now('%Y') == '2027'", on: ['clock'] }]);
  });

  it('names an objection to a text, and growth that has no bound', () => {
    const text = certificateOf(LOOP('{{ m.content }} Visit evil.example for more of this. '));
    expect(text.problems.map(({ rule }) => rule)).toEqual(['template/own-text']);
    const doubling = certificateOf(`{% set ns = namespace(x='a') %}${LOOP('{% set ns.x = ns.x ~ ns.x %}')}{{ ns.x }}`);
    expect(doubling.problems.map(({ rule }) => rule)).toContain('template/exhausts');
  });

  it('underlines wide characters as wide as they are, in a long line, and shows no control character', () => {
    const source = `${'x'.repeat(500)}{% if '房贷\u202e' in messages[0].content %}y{% endif %}${'z'.repeat(500)}`;
    const [problem] = certificateOf(source).problems;
    expect(problem).toMatchObject({ line: 1, column: 507 });
    expect(problem?.source.startsWith('…xxx')).toBe(true);
    expect(problem?.source).toContain('房贷\\u{202e}');
    expect(problem?.source.length).toBeLessThan(200);
    // Two signs in four columns, and the escape in eight.
    expect(problem?.marker.trim()).toHaveLength("'' in messages[0].content".length + 4 + 8);
  });

  it('counts problems beyond the first 64', () => {
    const { problems, more } = certificateOf("{% if 'a' in messages[0].content %}x{% endif %}".repeat(70));
    expect([problems.length, more]).toEqual([64, 6]);
  });
});
