import { describe, expect, it } from 'vitest';
import { text } from '../../../../corpus/ggufBytes.ts';
import { TEXT_CASES } from '../../../../corpus/textCases.ts';
import { metadataTextFindings } from '../../../../src/checks/texts/metadataTexts.ts';
import { METADATA_TEXT_RULES } from '../../../../src/checks/texts/textRules.ts';
import { bufferSource } from '../../../../src/gguf/source.ts';
import { fitExponent } from '../../../support/fitExponent.ts';
import { parsedFile } from '../../../support/tinyModel.ts';
import { metadataOf } from '../../../support/vocabulary.ts';

const findingsOf = (bytes: Uint8Array): readonly { rule: string; severity: string }[] =>
  metadataTextFindings(parsedFile(bufferSource(bytes)).metadata);
const rulesOf = (key: string, value: string): readonly string[] =>
  metadataTextFindings(metadataOf([[key, text(value)]])).map((f) => f.rule);

describe('a text of the metadata', () => {
  it.each(TEXT_CASES)('fires $rule for $name, and its twin does not', ({ rule, severity, bad, good }) => {
    expect(findingsOf(bad)).toContainEqual(expect.objectContaining({ rule, severity }));
    expect(findingsOf(good).filter((f) => f.rule !== 'metadata/sampling-default')).toEqual([]);
  });

  it('is there for every rule of the room', () => {
    const fired = new Set(TEXT_CASES.map((c) => c.rule));
    expect(METADATA_TEXT_RULES.map((rule) => rule.id).filter((id) => !fired.has(id))).toEqual([]);
  });

  it('is judged more mildly where no reader prints it', () => {
    const [finding] = metadataTextFindings(metadataOf([['custom.blob', text('a\u0001b')]]));
    expect(finding).toMatchObject({ rule: 'metadata/control-character', severity: 'warning' });
  });

  it('is left to its own rules in the tokenizer', () => {
    expect(rulesOf('tokenizer.chat_template', '<script>\u0001')).toEqual([]);
  });

  it.each([
    'Permission is hereby granted, free of charge, to any person obtaining a copy of this software (the "Software"),\r\nto deal',
    'LLAMA 3.1 COMMUNITY LICENSE AGREEMENT\n\nBy clicking "I Accept" below (i) you agree; see https://llama.com/llama3_1/use-policy.',
    'Qwen2.5-7B-Instruct — 通义千问，中文与 English, «кавычки», naïve café, 🇩🇪 👍🏽 👨‍👩‍👧‍👦 ™️',
    'हिन्दी, தமிழ், العربية، עברית, ไทย, မြန်မာ, 한국어, نرم‌افزار',
    'Usage: llama-cli -m model.gguf -p "Hello" | tee out.txt; cost $5 (about)',
    'mistralai/Mistral-7B-v0.1 [AWQ] (4-bit) #1 <|im_start|>',
    '## Model\n- item: a::b\n### [unreleased]',
  ])('is fine where people wrote it: %j', (value) => {
    expect(rulesOf('general.description', value)).toEqual([]);
  });

  it('costs time in proportion to it, however many faults it has', () => {
    const exponent = fitExponent([1 << 16, 1 << 18, 1 << 20], 1.1, (n) => {
      const unit = '<a [](<img \u200b$(x curl \u200e';
      const metadata = metadataOf([['general.description', text(unit.repeat(Math.ceil(n / unit.length)))]]);
      return () => metadataTextFindings(metadata);
    });
    expect(exponent).toBeLessThan(1.3);
  }, 60_000);
});
