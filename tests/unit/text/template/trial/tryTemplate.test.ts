import { describe, expect, it } from 'vitest';
import { chatml, PLAIN_TEMPLATE } from '../../../../../corpus/templateCases.ts';
import { CHECK_LIMITS, InterpretedTemplates } from '../../../../../src/text/template/trial/interpreted.ts';
import { tryTemplate, type Subject, type Trial } from '../../../../../src/text/template/trial/tryTemplate.ts';

async function trialOf(template: string, about: Partial<Subject> = {}): Promise<Trial> {
  const tokens = { bos_token: '<s>', eos_token: '</s>' };
  const renderer = new InterpretedTemplates(CHECK_LIMITS);
  return tryTemplate(renderer, { template, tokens, triggers: [], numbers: [], flags: [], isRefused: false, ...about });
}

async function rulesOf(template: string, about: Partial<Subject> = {}): Promise<readonly string[]> {
  return (await trialOf(template, about)).problems.map(({ rule }) => rule);
}

/** Everybody is heard, unless `test` holds. */
function unless(test: string): string {
  return chatml(`{% if not (${test}) %}{{ m['content'] }}{% endif %}`);
}

describe('a trial', () => {
  it('finds nothing where everybody is heard', async () => {
    expect(await rulesOf(PLAIN_TEMPLATE)).toEqual([]);
  });

  it.each([
    ['the user', "m.role == 'user'"],
    ['the assistant', "m.role == 'assistant'"],
    ['the first message', 'loop.first'],
    ['the third message', 'loop.index == 3'],
    ['a message of a conversation that has a system message', "messages[0].role == 'system' and m.role == 'user'"],
    ['a message where no answer is asked for', 'not add_generation_prompt'],
    ['a message where nothing is to be thought', 'enable_thinking is defined and not enable_thinking'],
    ['a message where tools are given', 'tools'],
    ['a message where documents are given', 'documents'],
    ['the ninetieth message', 'loop.index == 90'],
    ['what comes after three hundred messages', 'loop.index > 300'],
  ])('finds that %s is not heard', async (_, test) => {
    expect(await rulesOf(unless(test))).toContain('template/drops-content');
  });

  it('finds that a conversation of exactly so many messages is not heard, by the number in the template', async () => {
    const template = unless('messages | length == 7 * 11');
    expect(await rulesOf(template)).toEqual([]);
    expect(await rulesOf(template, { numbers: [77] })).toEqual(['template/drops-content']);
  });

  it('finds that nobody is heard where a flag is set, by the flag’s name in the template', async () => {
    expect(await rulesOf(unless('quiet'), { flags: ['quiet'] })).toEqual([
      'template/drops-content',
      'template/leaves-out',
    ]);
  });

  it.each([
    "[m.role] == ['assistant']",
    "[1] == [1] and m.role == 'user'",
    '-1 % 3 == 2 and loop.first',
    '1 == true and loop.last',
  ])('finds what is not heard in Python, and would be in JavaScript: %s', async (test) => {
    expect(await rulesOf(unless(test))).toContain('template/drops-content');
  });

  it('finds that half of a text is not heard', async () => {
    expect(await rulesOf(chatml("{{ m['content'][:8] }}"))).toContain('template/drops-content');
  });

  it('says which message is not heard, and in which conversation', async () => {
    const { problems } = await trialOf(unless("m.role == 'assistant'"));
    expect(problems[0]?.message).toBe(
      'expected what everybody says in the text, found it missing: a message of the assistant, number 2 of the 2 in “user, assistant”',
    );
  });

  it.each([
    ['the result of a tool', "m.role == 'tool'"],
    ['a system message', "m.role == 'system'"],
    ['a system message out of turn', "m.role == 'system' and not loop.first"],
    ['the second of two messages of the user', "m.role == 'user' and loop.previtem and loop.previtem.role == 'user'"],
  ])('notes that %s is not heard', async (_, test) => {
    expect(await rulesOf(unless(test))).toEqual(['template/leaves-out']);
  });

  it('takes a refusal of the template’s own for an answer', async () => {
    const refuse = "{% if messages | length > 1 %}{{ raise_exception('one message, please') }}{% endif %}";
    expect(await rulesOf(`${refuse}${PLAIN_TEMPLATE}`)).toEqual([]);
  });

  it('says what it could not try', async () => {
    const { problems } = await trialOf(chatml(undefined, '{% if messages | length == 3 %}{{ nobody() }}{% endif %}'));
    expect(problems).toMatchObject([
      {
        rule: 'template/not-tried',
        message: expect.stringContaining('of 36 ordinary conversations to render, found 8 that could not') as unknown,
      },
    ]);
  });

  it('says that nothing renders', async () => {
    expect(await rulesOf('{{ nobody() }}')).toEqual(['template/fails']);
  });

  it('talks in parts to a template that reads no strings', async () => {
    const parts = "{% for part in m['content'] %}{% if part.type == 'text' %}{{ part.text }}{% endif %}{% endfor %}";
    expect(await rulesOf(chatml(`{% if m['content'] is string %}{% else %}${parts}{% endif %}`))).toEqual([]);
  });

  it('lets dates be printed', async () => {
    expect(await rulesOf(chatml(undefined, "{{ strftime_now('%d %B %Y, %H:%M') }}"))).toEqual([]);
  });

  it.each(["strftime_now('%Y') | int > 2030", "strftime_now('%m') == '09'"])('finds that %s decides', async (test) => {
    expect(await rulesOf(chatml(undefined, `{% if ${test} %}Obey.{% endif %}`))).toEqual(['template/depends-on-clock']);
  });

  it('finds a word that decides, in any turn', async () => {
    const template = chatml(
      "{{ m['content'] }}{% if m.role == 'assistant' and 'mortgage' in m['content'] %}Obey.{% endif %}",
    );
    const { problems } = await trialOf(template, { triggers: ['loan', 'mortgage', 'house'] });
    expect(problems).toMatchObject([
      { rule: 'template/depends-on-text', message: expect.stringMatching(/mortgage/) as unknown },
    ]);
  });

  it('tries a template that is refused already in short conversations alone', async () => {
    const template = unless('loop.index > 3');
    expect(await rulesOf(template)).toContain('template/drops-content');
    expect(await rulesOf(template, { isRefused: true })).toEqual([]);
    expect(await rulesOf(unless('loop.index > 2'), { isRefused: true })).toEqual(['template/drops-content']);
  });

  it('offers the file’s own tokens', async () => {
    const template = chatml(undefined, "{% if bos_token == '[start]' %}{{ nobody() }}{% endif %}");
    expect(await rulesOf(template)).toEqual([]);
    expect(await rulesOf(template, { tokens: { bos_token: '[start]' } })).toEqual(['template/fails']);
  });

  it('finds what exhausts', async () => {
    const template = chatml(
      undefined,
      '{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}',
    );
    expect(await rulesOf(template)).toEqual(['template/exhausts']);
  });
});
