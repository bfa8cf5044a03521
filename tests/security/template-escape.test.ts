import { describe, expect, it } from 'vitest';
import { renderChatTemplate, type TemplateInput } from '../../src/text/template/chatTemplate.ts';
import { DEFAULT_TEMPLATE_LIMITS, TemplateError, TemplateSandbox } from '../../src/text/template/sandbox.ts';

/** Threat: the chat template is a program by a stranger, and every engine that chats runs it. */
const INPUT: TemplateInput = {
  messages: [{ role: 'user', content: 'hi' }],
  addGenerationPrompt: true,
  bosToken: '<s>',
  eosToken: '</s>',
};
const LIMITS = { ...DEFAULT_TEMPLATE_LIMITS, seconds: 5, steps: 100_000, outputBytes: 100_000 };

async function outcome(template: string): Promise<string> {
  return renderChatTemplate(template, INPUT, LIMITS).catch((error: unknown) => {
    if (error instanceof TemplateError) return error.code;
    throw error;
  });
}

describe('a hostile template', () => {
  it.each([
    "{{ ''.constructor.constructor('return process')().pid }}",
    '{{ messages.constructor }}',
    "{{ messages['__proto__']['polluted'] }}",
    '{{ process.env }}',
    "{{ require('fs') }}",
    '{{ globalThis }}',
    '{{ range.constructor("return this")() }}',
  ])('reaches no object of the host: %s', async (template) => {
    const text = await outcome(template);
    expect(text).not.toContain('function');
    expect(text).not.toContain(String(process.pid));
    expect(text).not.toContain('/bin');
  });

  it.each([
    ['a list that outgrows its heap in one step', '{% set x = range(1000000000) %}', ['template/resources']],
    [
      'a list that doubles',
      '{% set ns = namespace(x=[1, 2]) %}{% for i in range(64) %}{% set ns.x = ns.x + ns.x %}{% endfor %}',
      ['template/resources', 'template/time'],
    ],
    [
      'a string that doubles',
      "{% set ns = namespace(x='ab') %}{% for i in range(64) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}{{ ns.x }}",
      ['template/resources', 'template/output'],
    ],
    [
      'a macro without an end',
      '{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}',
      ['template/failed', 'template/steps'],
    ],
    [
      'loops in loops',
      '{% for a in range(3000) %}{% for b in range(3000) %}{% set c = a %}{% endfor %}{% endfor %}',
      ['template/steps'],
    ],
    ['too much text', "{% for a in range(30000) %}{{ 'xxxxxxxxxx' }}{% endfor %}", ['template/output']],
    ['blanks that a lexer goes back over', ' '.repeat(900_000), ['template/time']],
  ])('is stopped, and this process lives on: %s', async (_, template, codes) => {
    expect(codes).toContain(await outcome(template));
  });

  it('is gone when its time is up: the same sandbox serves the next one', async () => {
    const sandbox = new TemplateSandbox({ ...LIMITS, seconds: 1, steps: 1e12 });
    try {
      const endless = '{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}';
      await expect(sandbox.render(endless, {})).rejects.toMatchObject({ code: 'template/time' });
      await expect(sandbox.render('{{ 1 + 1 }}', {})).resolves.toBe('2');
    } finally {
      sandbox.close();
    }
  });

  it('keeps nothing for the next one', async () => {
    const sandbox = new TemplateSandbox(LIMITS);
    try {
      await sandbox.render('{% set leaked = 1 %}', {});
      await expect(sandbox.render('[{{ leaked }}]', {})).resolves.toBe('[]');
    } finally {
      sandbox.close();
    }
  });
});
