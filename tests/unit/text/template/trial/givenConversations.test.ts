/** What a template leaves out in conversations of other lengths, and given other things, than most have. */
import { describe, expect, it } from 'vitest';
import { chatml } from '../../../../../corpus/templateCases.ts';
import { CHECK_LIMITS, InterpretedTemplates } from '../../../../../src/text/template/trial/interpreted.ts';
import { tryTemplate, type Subject } from '../../../../../src/text/template/trial/tryTemplate.ts';

async function messagesOf(template: string, about: Partial<Subject> = {}): Promise<readonly string[]> {
  const renderer = new InterpretedTemplates(CHECK_LIMITS);
  const tokens = { bos_token: '<s>', eos_token: '</s>' };
  const subject = { template, tokens, triggers: [], numbers: [], flags: [], isRefused: false, ...about };
  const { problems } = await tryTemplate(renderer, subject);
  return problems.map(({ rule, message }) => `${rule}: ${message}`);
}

/** Everybody is heard, unless `test` holds. */
function unless(test: string): string {
  return chatml(`{% if not (${test}) %}{{ m['content'] }}{% endif %}`);
}

describe('a trial', () => {
  it.each([
    ['seventeen messages', 'loop.length == 17 and loop.last'],
    ['numbers that are computed', "loop.length == 'aaaaaaaaaaaaaaaaaaaaaaa' | length"],
    ['a system message and a length', "loop.length == 30 and messages[0].role == 'system' and loop.last"],
    [
      'more than a number that is compared, behind others',
      '[9, 11, 14, 17, 20, 23, 26, 29][0] and loop.length == 45 and loop.last',
    ],
    ['two tools', 'tools and tools | length == 2'],
    ['a tool of some name', "tools and tools[0].function.name == 'bash'"],
    ['tools and a system message', "tools and messages[0].role == 'system' and m.role == 'user'"],
    ['tools in the fifth message', 'tools and loop.index > 4'],
    ['tools that are none', 'tools is defined and tools is none'],
    ['no thinking in the fifth message', 'enable_thinking is false and loop.index > 4'],
    ['no answer asked for in the fifth message', 'not add_generation_prompt and loop.length == 5 and loop.first'],
    ['a token that is never there', 'pad_token is defined'],
    ['no token where there always is one', 'bos_token is not defined'],
    ['a token that is compared', "bos_token == '<|begin_of_text|>'"],
  ])('finds what is not heard given %s', async (_, test) => {
    expect(await messagesOf(unless(test))).toContainEqual(expect.stringMatching(/^template\/drops-content/));
  });

  it.each([
    ['a word it is compared with', "effort == 'high'"],
    ['a word in a list', "effort in ['low', 'high']"],
    ['a number', 'effort is number'],
    ['more than a number', 'effort is number and effort > 512'],
    ['false', 'effort is false'],
    ['none', 'effort is defined and effort is none'],
    ['an empty text', "effort == ''"],
    ['a word that a name stands for', "{ 'x': effort }.x == 'high'"],
    ['another flag as well', 'effort and quiet'],
    ['tools as well', 'effort and tools'],
  ])('finds what is not heard where a flag is %s', async (_, test) => {
    const found = await messagesOf(unless(test), { flags: ['effort', 'quiet'] });
    expect(found).toContainEqual(expect.stringMatching(/^template\/drops-content/));
  });

  it('looks at flags in conditions first', async () => {
    const others = Array.from({ length: 40 }, (_, i) => `other${String(i)}`);
    const found = await messagesOf(unless('quiet'), { flags: [...others, 'quiet'] });
    expect(found).toContainEqual(expect.stringMatching(/^template\/drops-content.*given quiet/));
  });

  it.each([
    ['the thoughts of the assistant', 'm.reasoning_content'],
    ['names', 'm.name is defined'],
    ['nothing said at first', "messages[0].role == 'user' and messages[0].content == '' and loop.last"],
    ['contents in parts', 'm.content is not string'],
    [
      'contents in two parts',
      "m.content is not string and m.content | length == 2 and m.content[1].type == 'text' and m.content[1].text",
    ],
    ['parts that begin with an image', "m.content is not string and m.content[0].type == 'image'"],
  ])('notes what is not heard given %s', async (given, test) => {
    const [note, ...more] = await messagesOf(unless(test));
    expect(note).toMatch(/^template\/leaves-out/);
    expect(note).toContain(given);
    expect(more).toEqual([]);
  });

  it('finds nothing where everybody is heard whatever is given', async () => {
    const asks = "{% if effort == 'high' or tools or pad_token == 'x' %}{{ effort }}{% endif %}";
    expect(await messagesOf(chatml(undefined, asks), { flags: ['effort'] })).toEqual([]);
  });

  it.each(["strftime_now('%m') == '05'", "strftime_now('%H') | int > 22", "strftime_now('%Y') == '2031'"])(
    'finds that another moment decides: %s',
    async (test) => {
      const found = await messagesOf(chatml(undefined, `{% if ${test} %}Obey.{% endif %}`));
      expect(found).toEqual([expect.stringMatching(/^template\/depends-on-clock/)]);
    },
  );

  it.each(['2027', '?!', 'секрет', '密码', 'a1', '$'])('says what anything is compared with: %s', async (word) => {
    const found = await messagesOf(chatml(`{{ m['content'] }}{% if '${word}' in m['content'] %}Obey.{% endif %}`));
    expect(found).toEqual([expect.stringMatching(/^template\/depends-on-text/)]);
  });

  it('costs no more than its allowance where a template is dear', async () => {
    const dear = chatml(undefined, '{% for i in range(2000) %}{% endfor %}');
    expect(await messagesOf(dear)).not.toContainEqual(expect.stringMatching(/^template\/exhausts/));
  });
});
