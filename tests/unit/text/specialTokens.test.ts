import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SPM_ROWS, vocabulary, type TokenRow } from '../../../corpus/vocabularies.ts';
import { text as textValue } from '../../../corpus/ggufBytes.ts';
import { SpecialTokens } from '../../../src/text/specialTokens.ts';
import { TokenTable } from '../../../src/text/tokenTable.ts';
import { PLAIN, tokenizerOf, WITH_SPECIAL } from '../../support/vocabulary.ts';

interface Stripped {
  readonly left?: readonly number[];
  readonly right?: readonly number[];
}

function specials(
  rows: readonly (readonly [string, number])[],
  { left = [], right = [] }: Stripped = {},
): SpecialTokens {
  const table = new TokenTable(rows.map(([token]) => Buffer.from(token)));
  return new SpecialTokens({
    table,
    types: rows.map(([, type]) => type),
    stripsLeft: new Set(left),
    stripsRight: new Set(right),
  });
}

function cut(tokens: SpecialTokens, text: string, parse: boolean): readonly (string | number)[] {
  return tokens.cut(Buffer.from(text), parse).map((f) => (typeof f === 'number' ? f : Buffer.from(f).toString()));
}

const ROWS = [
  ['<a>', 3],
  ['<a><b>', 3],
  ['user', 4],
  ['x', 1],
  ['', 3],
] as const;

describe('special tokens', () => {
  it('are cut longest first', () => {
    expect(cut(specials(ROWS), '1<a><b>2<a>3', true)).toEqual(['1', 1, '2', 0, '3']);
  });

  it('are text in text that is not trusted, except user-defined ones', () => {
    expect(cut(specials(ROWS), '<a>user', false)).toEqual(['<a>', 2]);
  });

  it('of a length of zero cut nothing', () => {
    expect(cut(specials([['', 3]]), 'abc', true)).toEqual(['abc']);
  });

  it('take the whitespace beside them with them, where they are of that kind', () => {
    expect(cut(specials(ROWS, { right: [0] }), 'a <a> \n b', true)).toEqual(['a ', 0, 'b']);
    expect(cut(specials(ROWS, { left: [0] }), 'a \t<a> b', true)).toEqual(['a', 0, ' b']);
    expect(cut(specials(ROWS, { right: [0] }), '<a>  ', true)).toEqual([0]);
  });

  it('are those of looking for one after another in what is left', () => {
    const rows = ['ab', 'a', 'ba', 'bab', 'c'].map((token): [string, number] => [token, 4]);
    const order = [3, 0, 2, 1, 4];
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd') }), (text) => {
        let fragments: (string | number)[] = [text];
        for (const id of order) {
          fragments = fragments.flatMap((f) =>
            typeof f === 'number' ? [f] : f.split(rows[id]![0]).flatMap((part, i) => (i > 0 ? [id, part] : [part])),
          );
        }
        expect(cut(specials(rows), text, true)).toEqual(fragments.filter((f) => f !== ''));
      }),
    );
  });
});

describe('tokens known by their text', () => {
  const more: readonly TokenRow[] = [
    ['<|im_end|>', 1],
    ['<|fim_prefix|>', 1],
    ['<|fim_pad|>', 1],
    ['<|channel|>', 3],
    ['word', 1],
  ];
  const id = (token: string): number => [...SPM_ROWS, ...more].findIndex(([t]) => t === token);
  const { encode, vocabulary: read } = ((t) => ({ ...t, encode: t.encode.bind(t), vocabulary: t.vocabulary }))(
    tokenizerOf(vocabulary('llama', [...SPM_ROWS, ...more])),
  );

  it('are control tokens and end a generation, whatever their type', () => {
    expect(encode('<|im_end|>', WITH_SPECIAL)).toEqual([1, id('<|im_end|>')]);
    expect(encode('<|im_end|>', PLAIN)).not.toEqual([id('<|im_end|>')]);
    expect([...read.endOfGeneration].sort((a, b) => a - b)).toEqual(['</s>', '<|im_end|>', '<|fim_pad|>'].map(id));
  });

  it('are shown where a format needs them', () => {
    expect(encode('<|channel|>', PLAIN)).toEqual([id('<|channel|>')]);
  });

  it('do not end a generation where the format has other ends', () => {
    const harmony = ['<|end|>', '<|call|>', '<|return|>'].map((token): TokenRow => [token, 3]);
    const { endOfGeneration, tokens } = tokenizerOf(vocabulary('llama', [...SPM_ROWS, ...harmony])).vocabulary;
    expect([...endOfGeneration].map((end) => tokens[end])).not.toContain('<|end|>');
    expect([...endOfGeneration].map((end) => tokens[end])).toContain('<|call|>');
  });

  it('take the whitespace behind them with them in Phi-3, all but three', () => {
    // The family's own token, which readers look for by its name.
    const pairs = vocabulary('llama', [...SPM_ROWS, ['<|endoftext|>', 3]]);
    const [plain, named] = [tokenizerOf(pairs), tokenizerOf([...pairs, ['general.name', textValue('Phi-3 mini')]])];
    expect(named.encode('<tool>  a', PLAIN)).toEqual(plain.encode('<tool>a', PLAIN));
    expect(named.encode('<s> a', WITH_SPECIAL)).toEqual(plain.encode('<s> a', WITH_SPECIAL));
    expect(plain.encode('<tool>  a', PLAIN)).not.toEqual(plain.encode('<tool>a', PLAIN));
  });
});
