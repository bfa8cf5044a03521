/** Every real vocabulary that `npm run models -- --all` fetches, against the ids that llama.cpp gives. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { parseGguf } from '../../src/gguf/parse.ts';
import { openFileSource } from '../../src/gguf/source.ts';
import { buildProgram } from '../../src/model/build.ts';
import { openTokenizer, type Tokenizer } from '../../src/text/tokenizer.ts';
import { cachedModel } from '../support/cli.ts';
import { readFixture } from '../support/fixtures.ts';
import { wellFormed } from '../support/vocabulary.ts';

type Golden = Readonly<Record<string, readonly (readonly [withSpecial: number[], plain: number[]])[]>>;

const texts = readFixture<readonly string[]>('golden/texts.json');
const golden = readFixture<Golden>('golden/tokens.json');
const isCi = Boolean(process.env['CI']);
const PLAIN = { addSpecial: false, parseSpecial: false };
const WITH_SPECIAL = { addSpecial: true, parseSpecial: true };

function pathOf(name: string): string | null {
  return cachedModel(`${name}.gguf`) ?? cachedModel(`ggml-vocab-${name}.gguf`);
}

const names = Object.keys(golden);
const present = names.filter((name) => pathOf(name) !== null);
const absent = names.filter((name) => pathOf(name) === null);

/** The archive's own texts, and the ids of each. */
function fixtures(path: string): readonly (readonly [text: string, ids: readonly number[]])[] {
  const inputs = readFileSync(`${path}.inp`, 'utf8').split('\n__ggml_vocab_test__\n');
  const outputs = readFileSync(`${path}.out`, 'utf8').replace(/\n$/, '').split('\n');
  // Behind the last separator is nothing.
  if (inputs.at(-1) === '') inputs.pop();
  expect(inputs).toHaveLength(outputs.length);
  return inputs.map((text, i) => [text, (outputs[i] as string).trim().split(' ').filter(Boolean).map(Number)] as const);
}

/** Whether the vocabulary has every byte of the text: some lack bytes that their makers never saw. */
function canSpell({ vocabulary: { table, algorithm } }: Tokenizer, text: string): boolean {
  if (algorithm !== 'bpe' || table.find(Buffer.from('<0x00>')) >= 0) return true;
  return [...Buffer.from(text)].every((byte) => table.find(Buffer.from(SPELLED[byte]!)) >= 0);
}

const SPELLED = (() => {
  let next = 256;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCharCode((byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad) ? byte : next++),
  );
})();

describe('the real vocabularies', () => {
  afterAll(() => {
    if (absent.length > 0)
      process.stderr.write(`left out, not in the cache (npm run models -- --all): ${absent.join(', ')}\n`);
  });

  it.runIf(isCi)('are all in the cache in CI', () => {
    expect(absent).toEqual([]);
  });

  it.skipIf(present.length > 0)('are not in the cache: run `npm run models -- --all`', () => {
    expect(absent).toEqual(names);
  });

  it.skipIf(absent.length > 0)('are 21 of six kinds', () => {
    expect(names).toHaveLength(21);
    expect(texts).toHaveLength(120);
  });

  describe.each(present)('%s', (name) => {
    const path = pathOf(name)!;
    const { file, findings } = parseGguf(openFileSource(path));
    const opened = openTokenizer(file!.metadata);
    const tokenizer = opened.tokenizer!;

    it('has no error', () => {
      const all = [...findings, ...opened.findings, ...buildProgram(file!).findings];
      expect(all.filter((f) => f.severity === 'error')).toEqual([]);
    });

    it('gives 120 texts the ids that llama.cpp gives them', () => {
      expect(texts.map((text) => tokenizer.encode(text, WITH_SPECIAL))).toEqual(golden[name]!.map(([ids]) => ids));
      expect(texts.map((text) => tokenizer.encode(text, PLAIN))).toEqual(golden[name]!.map(([, ids]) => ids));
    });

    it('gives the texts back, where it can hold them', () => {
      const holding = texts.filter((text) => canSpell(tokenizer, text));
      // WordPiece and unigram vocabularies change the text before they cut it.
      if (['wpm', 'ugm'].includes(tokenizer.vocabulary.algorithm)) return;
      expect(holding.length).toBeGreaterThan(90);
      for (const text of holding) expect(tokenizer.decode(tokenizer.encode(text, PLAIN))).toBe(wellFormed(text));
    });

    it.skipIf(cachedModel(`ggml-vocab-${name}.gguf.inp`) === null)('agrees with the fixtures of its archive', () => {
      const pairs = fixtures(path);
      expect(pairs.length).toBeGreaterThan(40);
      for (const [text, ids] of pairs) expect(tokenizer.encode(text, PLAIN)).toEqual(ids);
    });
  });
});
