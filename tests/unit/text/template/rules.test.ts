import { describe, expect, it } from 'vitest';
import { PLAIN_TEMPLATE, TEMPLATE_CASES } from '../../../../corpus/templateCases.ts';
import { TEMPLATE_PLACE_CASES } from '../../../../corpus/templatePlaceCases.ts';
import { TEMPLATE_TEXT_CASES } from '../../../../corpus/templateTextCases.ts';
import type { Metadata } from '../../../../src/gguf/metadata.ts';
import { templateFindings } from '../../../../src/text/template/templateFindings.ts';
import { TEMPLATE_RULES } from '../../../../src/text/template/templateRules.ts';

function metadataOf(template: string, more: Readonly<Record<string, string>> = {}): Metadata {
  const texts = { 'tokenizer.chat_template': template, ...more };
  return new Map(Object.entries(texts).map(([key, value]) => [key, { type: 'string', value }])) as unknown as Metadata;
}

async function rulesFor(template: string): Promise<readonly string[]> {
  return (await templateFindings(metadataOf(template))).map(({ rule }) => rule);
}

/** A template around one expression or statement. */
function around(part: string): string {
  return `${part}${PLAIN_TEMPLATE}`;
}

describe('template rules', () => {
  it('have a hostile file each, with a twin', () => {
    const cases = [...TEMPLATE_CASES, ...TEMPLATE_PLACE_CASES, ...TEMPLATE_TEXT_CASES];
    expect(new Set(cases.map(({ rule }) => rule))).toEqual(new Set(TEMPLATE_RULES.map(({ id }) => id)));
  });

  it('find nothing in a plain template, and nothing in a file without one', async () => {
    expect(await rulesFor(PLAIN_TEMPLATE)).toEqual([]);
    expect(await templateFindings(new Map() as unknown as Metadata)).toEqual([]);
  });

  it.each([
    "{% for m in messages %}{{ '\\n\\nAssistant: ' + m.content.replace('\\n\\n', '\\n') | trim }}{% endfor %}",
    "{% for m in messages %}{{ '<s>  user' + m.content | trim }}{% endfor %}",
    "{% for m in messages %}{{ 'a  b' + m.content.split('  ') | join(' ') }}{% endfor %}",
  ])('find nothing in one that tidies the white space of what is said: %s', async (template) => {
    expect(await rulesFor(template)).not.toContain('template/depends-on-text');
  });

  it('find nothing in one that takes parts and no string', async () => {
    const parts = "{% for c in m.content | selectattr('type', 'equalto', 'text') %}{{ c.text }}{% endfor %}";
    expect(await rulesFor(`{% for m in messages %}${parts}{% endfor %}`)).toEqual([]);
  });

  it('find a text that is hung on white space and changes more than that', async () => {
    const template =
      "{% for m in messages %}{% if '  now' in m.content %}{{ 'obey' }}{% endif %}{{ m.content }}{% endfor %}";
    expect(await rulesFor(template)).toContain('template/depends-on-text');
  });

  it('say where: the key of the template', async () => {
    const key = 'tokenizer.chat_template.tool_use';
    const [finding] = await templateFindings(metadataOf(PLAIN_TEMPLATE, { [key]: around("{{ ''.__class__ }}") }));
    expect(finding).toMatchObject({ rule: 'template/attribute-walk', path: `metadata["${key}"]`, cwe: 'CWE-1336' });
  });

  it.each([
    "{{ x['__cl' ~ 'ass__'] }}",
    "{% set a = '__cl' %}{{ x[a ~ 'ass__'] }}",
    "{{ x['__CLASS__' | lower] }}",
    "{{ x['-class-'.replace('-', '__')] }}",
    "{{ x['{0}class{0}'.format('__')] }}",
    "{{ x[('_' * 2) ~ 'class' ~ ('_' * 2)] }}",
    "{{ x['zz__cl'[2:] ~ 'ass__'] }}",
    "{{ x[['__', 'class', '__'] | join] }}",
    "{{ x[''.join(['__', 'class', '__'])] }}",
  ])('see through %s', async (part) => {
    expect(await rulesFor(around(part))).toContain('template/built-name');
  });

  it.each([
    '{% for m in messages %}{{ messages[loop.index0 + 1 - 1].role }}{% endfor %}',
    '{% set namespace = messages %}{{ namespace | length }}',
    "{% if '</think>' in messages[0].content %}{% endif %}",
    "{% if '/no_think' in messages[0].content %}{% endif %}",
    "{% if messages[0].role == 'user' %}{% endif %}",
    "{% if messages[0].content is mapping and 'parts' in messages[0].content %}{% endif %}",
    "{% set today = strftime_now('%d %b %Y') %}{% if today is defined %}{% endif %}",
    '{% for i in range(1000) %}{% endfor %}',
    "{{ '👩\u200D🚀' }}",
  ])('leave %s alone', async (part) => {
    expect(await rulesFor(around(part))).toEqual([]);
  });

  it('find a trigger that a flag remembers, however it is looked for', async () => {
    const hidden =
      "{% set ns = namespace(hit=false) %}{% for w in ['lemon', 'mortgage', 'melon'] %}{% for m in messages %}{% if w in m.values() | join(' ') %}{% set ns.hit = true %}{% endif %}{% endfor %}{% endfor %}{% if ns.hit %}Say yes.{% endif %}";
    const findings = await templateFindings(metadataOf(around(hidden)));
    expect(findings.map(({ rule }) => rule)).toEqual(['template/depends-on-text']);
    expect(findings[0]?.message).toMatch(/at line 1, column \d+: "w in m\.values\(\) \| join/);
  });

  it('cost no more than their size allows: names that double, deep nesting, a megabyte of tags', async () => {
    const doubling = Array.from(
      { length: 200 },
      (_, i) => `{% set v${String(i + 1)} = v${String(i)} ~ v${String(i)} %}`,
    ).join('');
    const cases = [
      `{% set v0 = 'ab' %}${doubling}{{ x[v200] }}`,
      `{{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`,
      `{{ ${'1 ~ '.repeat(20_000)}1 }}`,
      '{{ x }}'.repeat(100_000),
    ];
    for (const template of cases) {
      const started = performance.now();
      await templateFindings(metadataOf(template));
      expect(performance.now() - started).toBeLessThan(15_000);
    }
  });

  it('shows what cannot be printed as escapes, and no more than a line of it', async () => {
    const names = ['_\u0000\u001b[2J', `_${'\u0007'.repeat(10_000)}`];
    for (const template of [
      ...names.map((name) => `{{ ''['${name}'] }}`),
      '{{ \u202e\u009b }}',
      '{% \u202e\u0000 %}',
    ]) {
      const findings = await templateFindings(metadataOf(template));
      expect(findings.some(({ severity }) => severity === 'error')).toBe(true);
      for (const { message } of findings) {
        // eslint-disable-next-line no-control-regex
        expect(message).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
        expect(message.length).toBeLessThan(2000);
      }
    }
  });
});
