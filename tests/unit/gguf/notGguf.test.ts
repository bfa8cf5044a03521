/** What is in the place of a model is named, and what merely begins like it is not. */
import { describe, expect, it } from 'vitest';
import { ggufBytes } from '../../../corpus/ggufBytes.ts';
import { NO_KNOWN_FORM, NOT_GGUF_FORMS } from '../../../corpus/notGgufCases.ts';
import { LOOKED_AT_BYTES, whatItIs } from '../../../src/gguf/notGguf.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

describe('what is no GGUF file', () => {
  it.each([...NOT_GGUF_FORMS, NO_KNOWN_FORM])('is told by what it is: $name', ({ bytes, told }) => {
    const { findings, file, content, coverage } = parseGguf(bufferSource(bytes));
    expect(findings).toMatchObject([
      { rule: 'gguf/bad-magic', severity: 'error', message: expect.stringMatching(told) as string },
    ]);
    expect([file, content, coverage.every(({ unread }) => unread)]).toEqual([null, null, true]);
  });

  it('is known by its first bytes, whatever follows', () => {
    for (const { name, bytes, told } of NOT_GGUF_FORMS.filter((form) => !/^(empty|zeros|a text)$/.test(form.name))) {
      const long = new Uint8Array(3 * LOOKED_AT_BYTES).fill(0x41);
      long.set(bytes);
      expect([name, whatItIs(long.subarray(0, LOOKED_AT_BYTES))]).toEqual([
        name,
        expect.stringMatching(new RegExp(told.source.replace('found ', ''))) as string,
      ]);
    }
  });
});

describe('what merely looks like something', () => {
  it.each<[string, Uint8Array]>([
    ['zeros with a byte among them', new Uint8Array(100).with(99, 1)],
    ['a JSON header longer than safetensors allows', Uint8Array.of(1, 0xe1, 0xf5, 5, 0, 0, 0, 0, 0x7b, 0xff)],
    ['a length, and no JSON behind it', Uint8Array.of(54, 0, 0, 0, 0, 0, 0, 0, 0x7a, 0xff)],
    ['safetensors that end in their length', Uint8Array.of(54, 0, 0, 0, 0, 0, 0, 0)],
    ['a pickle of protocol 6', Uint8Array.of(0x80, 6, 0x7d, 0xff)],
    ['a pickle of protocol 1', Uint8Array.of(0x80, 1, 0x7d, 0xff)],
    ['one byte of a pickle', Uint8Array.of(0x80)],
    ['half a zip', Uint8Array.of(0x50, 0x4b, 3, 0)],
    ['half an ELF', Uint8Array.of(0x7f, 0x45, 0x4c, 0)],
    ['text with a control among it', latin1('A model\x01')],
    ['noise', Uint8Array.of(0x93, 0x11, 0xfe, 0x02)],
  ])('is none of it: %s', (_what, bytes) => {
    expect(whatItIs(bytes)).toBeNull();
  });

  it('is a text where it is one: of a GGUF file, of JSON later on, in any script', () => {
    for (const text of ['GGUF files are models.', 'the answer: {"a": 1}', 'modèle introuvable', '模型不存在', 'vers'])
      expect(whatItIs(new Uint8Array(Buffer.from(text)))).toMatch(/^a text/);
  });

  it('is a text where the bytes that are looked at end inside a character', () => {
    const text = Buffer.from('é'.repeat(LOOKED_AT_BYTES));
    expect(whatItIs(text.subarray(0, LOOKED_AT_BYTES - 1))).toMatch(/^a text/);
  });

  it('is a GGUF file where its magic is: what it holds is not asked', () => {
    expect(parseGguf(bufferSource(ggufBytes())).file).not.toBeNull();
    const { findings } = parseGguf(bufferSource(latin1('GGUF is a format of files for models.')));
    expect(findings.map(({ rule }) => rule)).toEqual(['gguf/unsupported-version']);
  });
});
