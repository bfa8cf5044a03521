import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { GgufValue } from '../../../src/gguf/types.ts';
import { BYTE_TO_CHAR, bytesOfPiece } from '../../../src/text/byteLevel.ts';
import { renderChatTemplate, type TemplateInput } from '../../../src/text/template/chatTemplate.ts';
import { DEFAULT_TEMPLATE_LIMITS, TemplateError } from '../../../src/text/template/sandbox.ts';
import { generate } from '../../../src/text/generate.ts';
import { argmax, logSumExp, sample, top } from '../../../src/text/sampling.ts';
import { StreamDecoder } from '../../../src/text/streamDecoder.ts';
import { openTokenizer } from '../../../src/text/tokenizer.ts';
import { openTiny } from '../../support/tinyModel.ts';

const stringValue = (value: string): GgufValue => ({ type: 'string', value, bytes: new TextEncoder().encode(value) });
const tokenizer = openTokenizer(openTiny().file.metadata).tokenizer!;
const PLAIN = { addSpecial: false, parseSpecial: false };

describe('the byte alphabet', () => {
  it('has 256 characters, each standing for its byte', () => {
    expect(new Set(BYTE_TO_CHAR).size).toBe(256);
    BYTE_TO_CHAR.forEach((char, byte) => {
      expect([...bytesOfPiece(char)]).toEqual([byte]);
    });
  });
});

describe('the tokenizer', () => {
  it('gives any text back after detokenising', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const bytes = tokenizer.encode(text, PLAIN).map((id) => tokenizer.bytesOf(id));
        expect(Buffer.concat(bytes).toString('utf8')).toBe(text);
      }),
    );
  });

  it('spells text in bytes where there is nothing to merge', () => {
    const pieces = tokenizer.encode('hello', PLAIN).map((id) => tokenizer.vocabulary.tokens[id]);
    expect(pieces).toEqual(['h', 'e', 'l', 'l', 'o']);
  });

  it('takes a file that says it has no vocabulary at its word', () => {
    const metadata = new Map([['tokenizer.ggml.model', stringValue('no_vocab')]]);
    expect(openTokenizer(metadata)).toEqual({
      tokenizer: null,
      findings: [],
      unsupported: ['a file without a tokenizer'],
    });
  });

  it('says what it cannot do', () => {
    const metadata = new Map(openTiny().file.metadata);
    metadata.set('tokenizer.ggml.model', stringValue('test'));
    expect(openTokenizer(metadata).unsupported).toEqual(['tokenizer model "test"']);
  });
});

describe('StreamDecoder', () => {
  it('never splits a character, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const decoder = new StreamDecoder();
        const parts = [...new TextEncoder().encode(text)].map((byte) => decoder.push(Uint8Array.of(byte)));
        expect(parts.join('') + decoder.end()).toBe(text);
        expect(parts.some((part) => part.includes('\ufffd'))).toBe(text.includes('\ufffd'));
      }),
    );
  });
});

describe('sampling', () => {
  const logits = [1, 3, 3, -2, 0.5];

  it('at temperature 0 takes the greatest logit, lowest id among equals', () => {
    expect(argmax(logits)).toBe(1);
    expect(sample(logits, { temperature: 0, topK: 0, topP: 1 }, new Rng(1))).toBe(1);
  });

  it('orders the top by logit, then by id, however few are asked for', () => {
    const many = Array.from({ length: 100 }, (_, i) => (i * 37) % 10);
    const all = top(many, 100).map((c) => c.id);
    for (const k of [1, 3, 12, 13, 50]) expect(top(many, k).map((c) => c.id)).toEqual(all.slice(0, k));
  });

  it('draws with the softmax’s frequencies', () => {
    const rng = new Rng(5);
    const counts = [0, 0, 0];
    const n = 30_000;
    for (let i = 0; i < n; i++)
      counts[sample([0, Math.log(2), Math.log(3)], { temperature: 1, topK: 0, topP: 1 }, rng)]!++;
    expect(counts.map((c) => Math.round((c / n) * 60) / 10)).toEqual([1, 2, 3]);
  });

  it('draws only from the top k and from the nucleus', () => {
    const draw = (options: { topK: number; topP: number }): ReadonlySet<number> => {
      const rng = new Rng(9);
      return new Set(Array.from({ length: 500 }, () => sample([5, 4, 3, 2, 1], { temperature: 1, ...options }, rng)));
    };
    expect(draw({ topK: 2, topP: 1 })).toEqual(new Set([0, 1]));
    expect(draw({ topK: 0, topP: 0.5 })).toEqual(new Set([0]));
  });

  it('has a log-sum-exp that does not overflow', () => {
    expect(logSumExp([1000, 1000])).toBeCloseTo(1000 + Math.log(2), 12);
  });
});

describe('generate', () => {
  it('stops at an end-of-generation token, at the limit and at the end of the context', async () => {
    const run = async (next: number, nCtx: number): Promise<[number, string]> => {
      const logits = Array.from({ length: 258 }, (_, id) => (id === next ? 1 : 0));
      const options = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 5, nCtx, top: 0 };
      const stream = generate(() => Promise.resolve(logits), Int32Array.of(2, 3), tokenizer, options);
      for (let n = 0; ; n++) {
        const { done, value } = await stream.next();
        if (done) return [n, value];
      }
    };
    expect(await run(1, 100)).toEqual([1, 'end-of-generation']);
    expect(await run(70, 100)).toEqual([5, 'max-tokens']);
    expect(await run(70, 4)).toEqual([3, 'context-full']);
  });
});

describe('chat templates', () => {
  const input: TemplateInput = {
    messages: [{ role: 'user', content: 'hi' }],
    addGenerationPrompt: true,
    bosToken: '<s>',
    eosToken: '</s>',
  };
  const limits = { ...DEFAULT_TEMPLATE_LIMITS, templateBytes: 10_000, seconds: 1.5, outputBytes: 10_000, heapMiB: 32 };

  it('render messages', async () => {
    const template = "{{ bos_token }}{% for m in messages %}[{{ m['role'] }}: {{ m['content'] }}]{% endfor %}";
    await expect(renderChatTemplate(template, input)).resolves.toBe('<s>[user: hi]');
  });

  const codeOf = async (template: string): Promise<string> =>
    renderChatTemplate(template, input, limits).then(
      () => 'none',
      (error: unknown) => (error instanceof TemplateError ? error.code : String(error)),
    );

  it('that do not parse, or are too large, are errors', async () => {
    expect(await codeOf('{% for %}')).toBe('template/parse');
    expect(await codeOf('x'.repeat(20_000))).toBe('template/size');
  });
});
