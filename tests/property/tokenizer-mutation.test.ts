/** Vocabularies changed at random: a tokenizer comes out or a reason, and whatever comes out encodes and decodes without a throw. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ggufWith } from '../../corpus/ggufBytes.ts';
import { BPE, RWKV, SPM, UGM, WPM } from '../../corpus/vocabularies.ts';
import { parseGguf } from '../../src/gguf/parse.ts';
import { bufferSource } from '../../src/gguf/source.ts';
import { openTokenizer } from '../../src/text/tokenizer.ts';
import { PLAIN, WITH_SPECIAL } from '../support/vocabulary.ts';

const FILES = Object.entries({ SPM, BPE, WPM, UGM, RWKV }).map(([name, pairs]) => [name, ggufWith(...pairs)] as const);

/** A few bytes behind the header, each somewhere and something. */
const changesOf = (bytes: Uint8Array): fc.Arbitrary<[number, number][]> =>
  fc.array(fc.tuple(fc.integer({ min: 24, max: bytes.length - 1 }), fc.nat(255)), { minLength: 1, maxLength: 3 });

const TEXTS = fc.string({
  unit: fc.oneof(fc.constantFrom(...'ab c<tool>é\n'), fc.string({ unit: 'binary', minLength: 1, maxLength: 1 })),
  maxLength: 16,
});

describe.each(FILES)('a changed vocabulary of the kind %s', (_, sound) => {
  it('never throws, and gives ids that it has', () => {
    let opened = 0;
    fc.assert(
      fc.property(changesOf(sound), TEXTS, (changes, text) => {
        const bytes = sound.slice();
        for (const [where, value] of changes) bytes[where] = value;
        const { file } = parseGguf(bufferSource(bytes), { profile: 'compat' });
        if (!file) return;
        const { tokenizer, findings, unsupported } = openTokenizer(file.metadata);
        if (!tokenizer) {
          expect(findings.length + unsupported.length).toBeGreaterThan(0);
          return;
        }
        opened++;
        for (const options of [PLAIN, WITH_SPECIAL]) {
          const ids = tokenizer.encode(text, options);
          for (const id of ids) expect(id >= 0 && id < tokenizer.vocabulary.table.size).toBe(true);
          tokenizer.decode(ids);
        }
      }),
      { numRuns: 400 },
    );
    expect(opened).toBeGreaterThan(20);
  });
});
