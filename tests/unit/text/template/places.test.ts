import { describe, expect, it } from 'vitest';
import { ggufWith, strings, text } from '../../../../corpus/ggufBytes.ts';
import type { PairCase } from '../../../../corpus/pairCase.ts';
import { chatml, PLAIN_TEMPLATE, POISON } from '../../../../corpus/templateCases.ts';
import { TEMPLATE_PLACE_CASES } from '../../../../corpus/templatePlaceCases.ts';
import type { Finding } from '../../../../src/core/finding.ts';
import type { Metadata } from '../../../../src/gguf/metadata.ts';
import type { ModelValue } from '../../../../src/gguf/model.ts';
import { parseHead } from '../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { jsonTemplates } from '../../../../src/text/template/jsonTemplates.ts';
import { templateFindings } from '../../../../src/text/template/templateFindings.ts';
import { readTemplates } from '../../../../src/text/template/templates.ts';

const KEY = 'tokenizer.chat_template';
const HF_JSON = 'tokenizer.huggingface.json';

function metadataOf(bytes: Uint8Array): Metadata {
  const { content } = parseHead(bufferSource(bytes), { limits: {} });
  if (!content) throw new Error('expected metadata');
  return content.metadata;
}

const withKeys = (...pairs: readonly (readonly [string, ModelValue])[]): Metadata => metadataOf(ggufWith(...pairs));

const found = async (...pairs: readonly (readonly [string, ModelValue])[]): Promise<readonly Finding[]> =>
  templateFindings(withKeys(...pairs));

const rulesOf = (findings: readonly Finding[]): readonly string[] => findings.map(({ rule }) => rule);

/** Where templates were found, and as what. */
function places(metadata: Metadata): readonly (readonly [path: string, name: string | null])[] {
  const { main, variants } = readTemplates(metadata);
  return [...(main ? [main] : []), ...variants].map(({ path, name }) => [path, name]);
}

describe('templates', () => {
  it.each(TEMPLATE_PLACE_CASES.map((entry): [string, PairCase] => [`${entry.rule}: ${entry.name}`, entry]))(
    'are judged where they stand, and sound ones there say nothing: %s',
    async (_, { rule, severity, bad, good }) => {
      expect(await templateFindings(metadataOf(bad))).toContainEqual(expect.objectContaining({ rule, severity }));
      expect(await templateFindings(metadataOf(good))).toEqual([]);
    },
  );

  it('are found in every place, the main one first, then named ones, with the names that readers know them by', () => {
    const json = JSON.stringify({ chat_template: [{ name: 'rag', template: 'c' }, { name: 'x' }, 'd', null] });
    const metadata = withKeys(
      ['general.chat_template', text('b')],
      [HF_JSON, text(json)],
      ['llama.prompt', text('{{ messages }}')],
      [KEY, text('a')],
      [`${KEY}.tool_use`, text('e')],
      ['llama.chat_template.fim', strings('name', '{{ f }}')],
    );
    expect(places(metadata)).toEqual([
      [`metadata["${KEY}"]`, 'default'],
      [`metadata["${KEY}.tool_use"]`, 'tool_use'],
      ['metadata["general.chat_template"]', 'default'],
      [`metadata["${HF_JSON}"].chat_template[0]`, 'rag'],
      [`metadata["${HF_JSON}"].chat_template[2]`, null],
      ['metadata["llama.prompt"]', null],
      ['metadata["llama.chat_template.fim"][1]', null],
    ]);
  });

  it('are not found in texts that have no tags, speak of no messages, or belong to a vocabulary', () => {
    const metadata = withKeys(
      ['general.description', text('messages between {braces}')],
      ['llama.a', text('{{ x }}')],
      ['tokenizer.ggml.tokens', strings('{{ messages }}')],
      [HF_JSON, text('{"model":{"vocab":{"chat_template":5}},"x":"chat_template"}')],
    );
    expect(places(metadata)).toEqual([]);
  });

  it('are compared with those of the same name elsewhere, and by what they print with the others', async () => {
    const other = text(chatml(undefined, POISON));
    const variant = await found([KEY, text(PLAIN_TEMPLATE)], [`${KEY}.rag`, other]);
    expect(rulesOf(variant)).toEqual(['template/variants-differ']);
    const copy = await found([`${KEY}.rag`, text(PLAIN_TEMPLATE)], ['llama.chat_template.rag', other]);
    expect(copy.map(({ rule, path }) => [rule, path])).toEqual([
      ['template/copies-differ', 'metadata["llama.chat_template.rag"]'],
    ]);
    const listed = await found([KEY, strings(PLAIN_TEMPLATE, chatml(undefined, POISON))]);
    expect(rulesOf(listed)).toContain('template/variants-differ');
  });

  it('are compared under names as converters write them into keys', async () => {
    const json = JSON.stringify({ chat_template: [{ name: 'tool-use', template: chatml(undefined, POISON) }] });
    expect(rulesOf(await found([`${KEY}.tool_use`, text(PLAIN_TEMPLATE)], [HF_JSON, text(json)]))).toEqual([
      'template/copies-differ',
    ]);
  });

  it('of the wrong type are told of forty times, and then counted', async () => {
    const keys = Array.from({ length: 100 }, (_, i): [string, ModelValue] => [
      `${KEY}.v${String(i)}`,
      { type: 'u32', value: i },
    ]);
    const rules = rulesOf(await found(...keys));
    expect(rules.filter((rule) => rule === 'template/wrong-type')).toHaveLength(40);
    expect(rules).toContain('gguf/more-findings');
  });
});

describe('bad input', () => {
  const deep = 10_000;

  it.each([
    ['sixty megabytes of text', 'x'.repeat(60 << 20), 'template/exhausts'],
    ['sixty megabytes of tags', '{{x}}'.repeat(12 << 20), 'template/exhausts'],
    [
      'conditions ten thousand deep',
      `${'{% if x %}'.repeat(deep)}${'{% endif %}'.repeat(deep)}`,
      'template/unparseable',
    ],
    ['lists ten thousand deep', `{{ ${'['.repeat(deep)}${']'.repeat(deep)} }}`, 'template/unparseable'],
    ['a template that another is to be read for', "{% include 'tool_use' %}", 'template/not-proven'],
  ])('costs seconds at most and is a finding: %s', async (_, template, rule) => {
    const started = performance.now();
    expect(rulesOf(await found([KEY, text(template)]))).toContain(rule);
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('in JSON is bounded too: lists without an end, keys without number, a template that is too long', () => {
    const started = performance.now();
    expect(jsonTemplates('{"chat_template":['.repeat(1 << 20)).tooLong).toBe(true);
    expect(jsonTemplates('{"chat_template":['.repeat(1 << 10))).toEqual({ templates: [], tooLong: false });
    expect(jsonTemplates('"chat_template":"x",'.repeat(1 << 20)).templates).toHaveLength(64);
    expect(jsonTemplates(`{"chat_template":"${'x'.repeat(2 << 20)}"}`)).toEqual({ templates: [], tooLong: true });
    expect(jsonTemplates(`{"chat_template":[${'['.repeat(1 << 18)}${']'.repeat(1 << 18)}]}`).templates).toEqual([]);
    expect(jsonTemplates(`{"a":"${'\\'.repeat(1 << 22)}"}`)).toEqual({ templates: [], tooLong: false });
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('in JSON that is too long to look into leaves the file not passed', async () => {
    const json = `{"chat_template":"${'x'.repeat(2 << 20)}"}`;
    expect(rulesOf(await found([HF_JSON, text(json)]))).toEqual(['template/exhausts']);
  });
});
