import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import type { GgufValue } from '../../../src/gguf/types.ts';
import { Bpe } from '../../../src/text/bpe.ts';
import { BYTE_TO_CHAR, bytesOfPiece } from '../../../src/text/byteLevel.ts';
import { renderChatTemplate, type TemplateInput } from '../../../src/text/template/chatTemplate.ts';
import { TemplateError } from '../../../src/text/template/sandbox.ts';
import { generate } from '../../../src/text/generate.ts';
import { PRE_TOKENIZERS, preTokenize } from '../../../src/text/preTokenizers.ts';
import { argmax, logSumExp, sample, top } from '../../../src/text/sampling.ts';
import { SpecialTokens } from '../../../src/text/specialTokens.ts';
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

describe('pre-tokenizers', () => {
  const smollm = PRE_TOKENIZERS.get('smollm')!;

  it('cut digits one by one, contractions, and the space before a word', () => {
    expect(preTokenize(smollm, "I'll pay 123  dollars!\n")).toEqual([
      'I',
      "'ll",
      ' pay',
      ' ',
      '1',
      '2',
      '3',
      ' ',
      ' dollars',
      '!',
      '\n',
    ]);
  });

  it('lose nothing of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const pre of PRE_TOKENIZERS.values()) expect(preTokenize(pre, text).join('')).toBe(text);
      }),
    );
  });
});

/** The textbook's algorithm: look for the best pair again after every merge. */
function naiveBpe(text: string, tokens: readonly string[], merges: readonly string[]): readonly string[] {
  const symbols = [...text];
  for (;;) {
    const ranks = symbols.slice(1).map((right, i) => merges.indexOf(`${symbols[i] ?? ''} ${right}`));
    const best = Math.min(...ranks.filter((r) => r >= 0));
    if (!Number.isFinite(best)) return symbols.flatMap((s) => (tokens.includes(s) ? [s] : [...s]));
    const at = ranks.indexOf(best);
    symbols.splice(at, 2, `${symbols[at] ?? ''}${symbols[at + 1] ?? ''}`);
  }
}

describe('byte-pair encoding', () => {
  const letters = ['a', 'b', 'c'];
  const merges = ['a b', 'b c', 'ab c', 'c c', 'a a', 'aa a', 'aa aa', 'ab ab'];
  const tokens = [...letters, 'ab', 'bc', 'abc', 'cc', 'aa', 'aaa', 'aaaa'];

  it('agrees with the textbook on every text of three letters', () => {
    const bpe = new Bpe({ tokens, merges });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...letters), { maxLength: 40 }), (text) => {
        const ids: number[] = [];
        bpe.encode(text.join(''), ids);
        expect(ids.map((id) => tokens[id])).toEqual(naiveBpe(text.join(''), tokens, merges));
      }),
      { numRuns: 500 },
    );
  });

  it('handles 200,000 characters of one piece without quadratic cost', () => {
    const bpe = new Bpe({ tokens, merges });
    const ids: number[] = [];
    bpe.encode('a'.repeat(200_000), ids);
    expect(ids).toHaveLength(50_000);
  });

  it('splits a merge at the first space that is not its first character', () => {
    const bpe = new Bpe({ tokens: [' ', 'x', ' x'], merges: ['  x'] });
    expect(bpe.tokenId(' x')).toBe(2);
  });
});

describe('special tokens', () => {
  const specials = new SpecialTokens({ tokens: ['<a>', '<a><b>', 'user', 'x'], types: [3, 3, 4, 1] });

  it('are cut longest first', () => {
    expect(specials.cut('1<a><b>2<a>3', true)).toEqual(['1', 1, '2', 0, '3']);
  });

  it('are text in text that is not trusted, except user-defined ones', () => {
    expect(specials.cut('<a>user', false)).toEqual(['<a>', 2]);
  });

  it('of a length of zero cut nothing', () => {
    expect(new SpecialTokens({ tokens: [''], types: [3] }).cut('abc', true)).toEqual(['abc']);
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

  it('merges by rank', () => {
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
    metadata.set('tokenizer.ggml.pre', stringValue('nonesuch'));
    expect(openTokenizer(metadata).unsupported).toEqual(['pre-tokenizer "nonesuch"']);
    metadata.set('tokenizer.ggml.model', stringValue('t5'));
    expect(openTokenizer(metadata).unsupported).toEqual(['tokenizer model "t5"']);
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
  const limits = { templateBytes: 10_000, seconds: 1.5, steps: 1e9, outputBytes: 10_000, heapMiB: 32 };

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
