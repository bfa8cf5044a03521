/** Templates that somebody has read. */
import { describe, expect, it, vi } from 'vitest';
import type { Metadata } from '../../../../src/gguf/metadata.ts';
import { templateFindings } from '../../../../src/text/template/templateFindings.ts';

const { BUILT, TEXT, ENDLESS } = vi.hoisted(() => ({
  BUILT: "{% for m in messages %}{{ m['con' ~ strftime_now('tent')] }}{{ m.content }}{% endfor %}",
  TEXT: "{% for m in messages %}{{ 'x' if m.content == 'rate' }}{{ m.content }}{% endfor %}",
  ENDLESS: '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
}));

vi.mock('../../../../src/text/template/reviewed.ts', () => ({
  reviewOf: (text: string) => ([BUILT, TEXT].includes(text) ? 'does what it does' : undefined),
}));

async function found(template: string): Promise<readonly string[]> {
  const metadata = new Map([['tokenizer.chat_template', { type: 'string', value: template }]]) as unknown as Metadata;
  const findings = await templateFindings(metadata);
  return findings.map(
    ({ rule, severity, message }) => `${rule} ${severity}${message.endsWith(': does what it does') ? ' reviewed' : ''}`,
  );
}

describe('a template that was reviewed', () => {
  it.each([
    ['the proof', TEXT, 'template/depends-on-text'],
    ['a rule on its tree', BUILT, 'template/built-name'],
  ])('has notes alone where it is refused by %s', async (_, template, rule) => {
    const rules = await found(template);
    expect(rules).toContain(`${rule} note reviewed`);
    expect(rules.filter((line) => line.includes(' error'))).toEqual([]);
  });

  it.each([TEXT, BUILT])('is refused again once a character of it has changed: %s', async (template) => {
    expect((await found(`${template} `)).some((line) => line.includes(' error'))).toBe(true);
  });

  it('is no other template', async () => {
    expect((await found(ENDLESS)).some((line) => line.includes(' error'))).toBe(true);
  });
});
