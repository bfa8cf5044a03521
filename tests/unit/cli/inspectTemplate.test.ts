import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspect } from '../../../src/cli/commands/inspect.ts';
import type { TemplatesDocument } from '../../../src/cli/templatesDocument.ts';
import type { Host } from '../../../src/cli/host.ts';
import { UNSAFE } from '../../../src/core/printable.ts';
import { writeGguf } from '../../../src/gguf/write.ts';
import { tinyLlama } from '../../../src/generate/tinyLlama.ts';
import { temporaryFolder } from '../../support/cli.ts';
import { schemaProblems } from '../../support/schemas.ts';

const folder = temporaryFolder();
const cache = join(folder, 'cache');
mkdirSync(join(cache, 'models'), { recursive: true });

const CHATML =
  "{% for m in messages %}{{ '<|im_start|>' + m.role + '\\n' + m.content + '<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";
writeFileSync(join(cache, 'models', 'ChatML.jinja'), CHATML);
writeFileSync(join(cache, 'models', 'notes.txt'), 'no template');

let count = 0;

/** A tiny model with these templates and no other, by key. */
function modelWith(templates: Readonly<Record<string, string>>): string {
  const { metadata, tensors } = tinyLlama();
  const own = Object.entries(templates).map(([key, value]) => [key, { type: 'string', value }] as const);
  const path = join(folder, `model-${String(count++)}.gguf`);
  const others = metadata.filter(([key]) => key !== 'tokenizer.chat_template');
  writeFileSync(path, writeGguf({ metadata: [...others, ...own], tensors }));
  return path;
}

async function printed(path: string, flags: Parameters<typeof inspect>[1], cacheFolder = cache): Promise<string> {
  let out = '';
  const env = { FLEA_FLICKER_CACHE: cacheFolder };
  const host = { out: (text: string) => (out += text), env } as unknown as Host;
  expect(await inspect(path, flags, host)).toBe(0);
  return out;
}

const textOf = (template: string): Promise<string> =>
  printed(modelWith({ 'tokenizer.chat_template': template }), { template: true });

async function documentOf(templates: Readonly<Record<string, string>>): Promise<TemplatesDocument> {
  const document = JSON.parse(await printed(modelWith(templates), { template: true, json: true })) as TemplatesDocument;
  expect(schemaProblems('inspect-template', document)).toBeNull();
  return document;
}

describe('inspect --template', () => {
  it('lays a public template out, says that it is proven, and by which name it is known', async () => {
    const text = await textOf(CHATML);
    expect(text).toMatch(
      /^metadata\["tokenizer.chat_template"\] \(default\): 172 characters, 1 line\nSHA-256 [0-9a-f]{64}\n/,
    );
    expect(text).toContain("   1  {% for m in messages %}\n   1    {{ '<|im_start|>' + m.role");
    expect(text).toContain('certificate: proven');
    expect(text).toMatch(
      /1 {2}loop {7}messages {15}structure\n {4}1 {2}condition {2}add_generation_prompt {2}structure/,
    );
    expect(text).toContain('output grows with the number of messages (line 1)');
    expect(text).toContain('known template: the same text as ChatML\n');
  });

  it('underlines a planted trigger, says that a text decides, and shows it in the diff to the nearest', async () => {
    const text = await textOf(CHATML.replace("{{ '<|im", "{% if 'urgent' in m.content %}!{% endif %}{{ '<|im"));
    expect(text).toContain('certificate: not proven\n\n  template/depends-on-text: expected');
    expect(text).toMatch(/\n {2}1 \| .*\{% if 'urgent' in m\.content.*\n {4}\| +\^{21}\n/);
    expect(text).toMatch(/condition {2}'urgent' in m\.content {2}WHAT A TEXT SAYS\n/);
    expect(text).toContain('known template: nearest to ChatML, 80% of the lines are equal\n');
    expect(text).toContain("\n  +  {% if 'urgent' in m.content %}\n");
  });

  it('lists its own texts with their conditions, and an objection to one', async () => {
    const own =
      "{% if messages[0].role == 'system' %}{% else %}{{ 'You are the helpful assistant of a company of ours.' }}{% endif %}";
    const told = '{% for m in messages %}{{ m.content }} and please visit evil.example today{% endfor %}';
    const text = await textOf(`${own}\n${told}`);
    expect(text).toContain('own texts: 2\n  line 1: no public template is known to say it\n');
    expect(text).toContain("    if not (messages[0].role == 'system')\n      | You are the helpful assistant");
    expect(text).toContain(
      '  line 2: no public template is known to say it; OBJECTION: it has an address\n    in a loop over messages\n',
    );
  });

  it('shows each template under its path, and by name those of that name alone', async () => {
    const path = modelWith({ 'tokenizer.chat_template': CHATML, 'tokenizer.chat_template.tool_use': '{{ x }}' });
    const all = await printed(path, { template: true });
    expect(all).toContain('\nmetadata["tokenizer.chat_template.tool_use"] (tool_use): 7 characters');
    const one = await printed(path, { template: 'tool_use' });
    expect(one).toMatch(/^metadata\["tokenizer.chat_template.tool_use"\]/);
    expect(one).not.toContain('(default)');
    await expect(printed(path, { template: 'tool_us' })).rejects.toThrow(
      /it has default, tool_use; did you mean "tool_use"/,
    );
  });

  it('takes a file behind the flag for the file', async () => {
    const path = modelWith({ 'tokenizer.chat_template': CHATML });
    let out = '';
    const host = { out: (text: string) => (out += text), env: { FLEA_FLICKER_CACHE: cache } } as unknown as Host;
    expect(await inspect(undefined, { template: path }, host)).toBe(0);
    expect(out).toContain('certificate: proven');
    await expect(inspect(undefined, {}, host)).rejects.toThrow('expected a file, found none');
  });

  it('says what there is not: a template, a program in it, a cache to compare with', async () => {
    expect(await printed(modelWith({}), { template: true })).toMatch(/: no chat template\n$/);
    expect(await textOf('chatml')).toContain('not shown: expected a template, found the name "chatml"');
    const path = modelWith({ 'tokenizer.chat_template': CHATML });
    const text = await printed(path, { template: true }, join(folder, 'no-cache'));
    expect(text).toContain('none to compare with; `npm run models -- --all` fetches them');
  });

  it('says where a template does not parse, and compares it all the same', async () => {
    const text = await textOf(`${CHATML}\n{% if %}`);
    expect(text).toMatch(/template\/not-proven: expected a template that parses, found: .*\n {2}line 2, column 7\n/);
    expect(text).toContain('  2 | {% if %}\n    |       ^\n');
    expect(text).not.toContain('what depends on what');
  });

  it('prints no character of a hostile template that a terminal or a CI runner would obey', async () => {
    const hostile =
      '\u001b[31m\u202e{{ "\u009b" }}{% if "\u2066\u0007" in messages[0].content %}::error::x{% endif %}{{ x[\u200b }}';
    for (const template of [hostile, hostile.replace('{{ x[\u200b }}', '{% set \u00e9 = 1 %}')]) {
      const path = modelWith({ 'tokenizer.chat_template': template });
      for (const json of [{}, { json: true } as const]) {
        const text = await printed(path, { template: true, ...json });
        expect(text.replaceAll('\n', '')).not.toMatch(UNSAFE);
      }
    }
  });

  it('follows a tree of thousands of nodes', async () => {
    expect(await textOf('{% if a %}{{ b }}{% endif %}'.repeat(5000))).toContain('what depends on what');
  });

  it('follows no tree that is too large or takes too many steps, and reads no more than its budget, at once', async () => {
    const start = Date.now();
    const large = await textOf('{{ a }}'.repeat(20_000));
    expect(large).toContain('template/exhausts: expected at most 32768 nodes');
    expect(large).not.toContain('what depends on what');
    const nested = Array.from(
      { length: 60 },
      (_, i) => `{% set x${String(i + 1)} = {'a': x${String(i)}, 'b': x${String(i)}} %}`,
    );
    const costly = await textOf(`${nested.join('')}${nested.join('')}`);
    expect(costly).toContain('template/exhausts: expected a template that can be followed in 2000000 steps');
    const doubling = `{% set a = 'x' %}${'{% set a = a ~ a %}'.repeat(100)}{{ a }}`;
    expect(await textOf(doubling)).toContain('certificate: not proven');
    expect(await textOf('x'.repeat(300_000))).toContain('not shown: expected at most 262144 characters');
    expect(Date.now() - start).toBeLessThan(10_000);
  });
});

describe('inspect --template --json', () => {
  it('meets its schema, and says the same', async () => {
    const { templates, known_templates } = await documentOf({
      'tokenizer.chat_template': CHATML,
      'tokenizer.chat_template.bad': CHATML.replace('m.content', "(m.content if 'x' in m.content else '')"),
      'tokenizer.chat_template.broken': '{% if %}',
      'tokenizer.chat_template.name': 'chatml',
    });
    expect(known_templates).toBe(1);
    expect(templates).toMatchObject([
      { name: 'default', certificate: { verdict: 'proven' }, nearest: { name: 'ChatML', relation: 'same-text' } },
      { name: 'bad', certificate: { verdict: 'not-proven', problems: [{ rule: 'template/depends-on-text' }] } },
      { name: 'broken', layout: [], certificate: { growth: null } },
      { name: 'name', certificate: null, unread: expect.stringContaining('the name "chatml"') as string },
    ]);
  });

  it('has a schema that sees a planted verdict and a field that nobody knows', async () => {
    const { templates, ...rest } = await documentOf({ 'tokenizer.chat_template': CHATML });
    expect(
      schemaProblems('inspect-template', { ...rest, templates: [{ ...templates[0], safe: true }] }),
    ).not.toBeNull();
    const certificate = { ...templates[0]?.certificate, verdict: 'safe' };
    expect(
      schemaProblems('inspect-template', { ...rest, templates: [{ ...templates[0], certificate }] }),
    ).not.toBeNull();
  });

  it('counts templates beyond the first 17', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`tokenizer.chat_template.v${String(i)}`, CHATML]),
    );
    const { templates, more_templates } = await documentOf(many);
    expect([templates.length, more_templates]).toEqual([17, 3]);
  });
});
