import { describe, expect, it } from 'vitest';
import { ggufWith, strings, text } from '../../../../corpus/ggufBytes.ts';
import type { PairCase } from '../../../../corpus/pairCase.ts';
import { chatml } from '../../../../corpus/templateCases.ts';
import { TEMPLATE_TEXT_CASES } from '../../../../corpus/templateTextCases.ts';
import { parseHead } from '../../../../src/gguf/parse.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { sourceProblems } from '../../../../src/text/template/staticProblems.ts';
import { templateFindings } from '../../../../src/text/template/templateFindings.ts';

async function findingsIn(bytes: Uint8Array): ReturnType<typeof templateFindings> {
  const { content } = parseHead(bufferSource(bytes), { limits: {} });
  return templateFindings(content?.metadata ?? new Map());
}

const rulesFor = (source: string): readonly string[] => sourceProblems(source).map(({ rule }) => rule);
const literal = (value: string): string => `{{ '${value}' }}`;

describe('the text of a template', () => {
  it.each(TEMPLATE_TEXT_CASES.map((entry): [string, PairCase] => [`${entry.rule}: ${entry.name}`, entry]))(
    'shows what it says, and honest text is left alone: %s',
    async (_, { rule, severity, bad, good }) => {
      expect(await findingsIn(bad)).toContainEqual(expect.objectContaining({ rule, severity }));
      expect(await findingsIn(good)).toEqual([]);
    },
  );

  it.each([
    ['Russian', 'Ты — полезный помощник. Отвечай кратко, как в TikTokе или TikTokом.'],
    ['Greek', 'Είσαι ένας χρήσιμος βοηθός. NFκ, μm, TNFα.'],
    ['Armenian', 'Դու օգտակար օգնական ես։'],
    ['Chinese', '你是一个乐于助人的助手。请用JSON回答。'],
    ['Japanese', 'あなたは親切なＡＩアシスタントです。　簡潔に。'],
    ['Korean', '당신은 유용한 AI 어시스턴트입니다.'],
    ['Persian', 'شما یک دستیار هستید که می\u200cتواند کمک کند.'],
    ['Hindi', 'आप एक सहायक हैं। क्\u200dष'],
    ['Turkish', 'Kısa yanıt ver, kullanıcı.'],
    ['Vietnamese', 'Bạn là một trợ lý hữu ích.'],
    ['emoji', '⚠️ 1️⃣ 👩‍🚀 ❤️'],
    ['marks of models', '<｜User｜><｜begin▁of▁sentence｜>【】†'],
  ])('is not reported for being %s', (_, prompt) => {
    expect(rulesFor(chatml(undefined, prompt))).toEqual([]);
    expect(rulesFor(chatml(undefined, `{{ "${prompt}" }}`))).toEqual([]);
  });

  it.each([
    ['\\u200b', 'template/invisible-text'],
    ['\\x{}\\U0000200b', 'template/invisible-text'],
    ['\\u202e', 'template/invisible-text'],
    ['\\x00', 'template/control-character'],
    ['\\0', 'template/control-character'],
    ['\\177', 'template/control-character'],
    ['\\U00000007', 'template/control-character'],
    ['us\\u0435r', 'template/look-alike-text'],
    ['\\N{LATIN SMALL LETTER A}', 'template/escaped-text'],
    ['\\141dmin', 'template/escaped-text'],
  ])('is looked at behind the escapes of a literal: %s', (escaped, rule) => {
    expect(rulesFor(literal(escaped))).toContain(rule);
  });

  it.each(['\\\\u200b', '\\\\x41', '\\n\\t\\r\\b\\f', '\\"', '\\xe9', '\\u2022', 'C:\\\\x'])(
    'may have escapes that stand for what anybody sees: %s',
    (escaped) => {
      expect(rulesFor(literal(escaped))).toEqual([]);
    },
  );

  it('may speak of escapes outside of literals, where there are none', () => {
    expect(rulesFor(chatml(undefined, 'Write \\u003c for a bracket, \\x41 for a letter. '))).toEqual([]);
  });

  it('is looked through where it does not parse, too', () => {
    expect(rulesFor("{% if %}{{ 'a\\u202e' ")).toContain('template/invisible-text');
  });

  it('says where a character stands: in the source, or in which literal', () => {
    expect(sourceProblems('ab\u200b')[0]?.message).toContain('found U+200B at character 2');
    expect(sourceProblems("{{ 'a' ~ 'b\\u200b' }}")[0]?.message).toContain(
      'found U+200B as an escape in the literal at character 9',
    );
  });

  it('is in sight up to two hundred blanks, and sixty empty lines', () => {
    expect(rulesFor(`a${' '.repeat(200)}b`)).toEqual([]);
    expect(rulesFor(`a${' '.repeat(201)}b`)).toEqual(['template/text-out-of-sight']);
    expect(rulesFor(`a${' '.repeat(400)}\nb${'\n'.repeat(61)}c`)).toEqual([]);
    expect(rulesFor(`a${'\n'.repeat(62)}c`)).toEqual(['template/text-out-of-sight']);
  });

  it('has a note for comments over a thousand characters, open ones too', () => {
    expect(rulesFor(`{#${'a'.repeat(996)}#}`)).toEqual([]);
    expect(rulesFor(`{#${'a'.repeat(997)}#}`)).toEqual(['template/long-comment']);
    expect(rulesFor(`{#${'a'.repeat(999)}`)).toEqual(['template/long-comment']);
    expect(rulesFor('{# a #}'.repeat(800))).toEqual(['template/long-comment']);
  });

  it('is not judged for a token that it does not name', async () => {
    const bytes = ggufWith(
      ['tokenizer.chat_template', text(chatml())],
      ['tokenizer.ggml.tokens', strings('<s\u2800>')],
      ['tokenizer.ggml.bos_token_id', { type: 'u32', value: 0 }],
    );
    expect(await findingsIn(bytes)).toEqual([]);
  });

  it('names the token that a reviewer does not see', async () => {
    const bytes = ggufWith(
      ['tokenizer.chat_template', text(`{{ eos_token }}${chatml()}`)],
      ['tokenizer.ggml.tokens', strings('<s>', '</s\u2800>')],
      ['tokenizer.ggml.eos_token_id', { type: 'u32', value: 1 }],
    );
    const path = 'metadata["tokenizer.ggml.tokens"][1]';
    expect(await findingsIn(bytes)).toEqual([expect.objectContaining({ rule: 'template/invisible-text', path })]);
  });
});
