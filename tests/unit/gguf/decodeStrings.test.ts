import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ggufWith, strings } from '../../../corpus/ggufBytes.ts';
import { parseGguf } from '../../../src/gguf/parse.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import type { GgufStringArray } from '../../../src/gguf/types.ts';

function arrayOf(elements: readonly (string | Uint8Array)[]): GgufStringArray {
  const { file } = parseGguf(bufferSource(ggufWith(['x', strings(...elements)])), { profile: 'compat' });
  return file!.metadata.get('x') as GgufStringArray;
}

describe('an array of strings decoded as a whole', () => {
  it('is what its elements are one by one', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ maxLength: 12 }),
      fc.uint8Array({ maxLength: 9 }),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 60 }), (elements) => {
        const array = arrayOf(elements);
        expect(array.toStrings()).toEqual([...array.values()]);
      }),
    );
  });

  it('is so across the edges of its windows', () => {
    const lengths = [65535, 1, 65536, 0, 65537, 3, 65520, 8, 7, 1, 40000, 40000, 25536];
    for (const letter of ['a', 'é', '\uffff'])
      for (let before = 0; before < 20; before++) {
        const elements = [...new Array<string>(before).fill('b'), ...lengths.map((n) => letter.repeat(n))];
        expect(arrayOf(elements).toStrings()).toEqual(elements);
      }
  });
});
