/**
 * Each tokenizer against a second formulation that is as plain as its definition: strings instead of bytes, a new search after every
 * step, every way through a text instead of the best one so far.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BPE,
  BPE_ROWS,
  BYTE_ALPHABET,
  MERGES,
  REPLACEMENTS,
  RWKV,
  SPM,
  SPM_ROWS,
  UGM,
  UGM_ROWS,
  withPair,
  WPM,
  WPM_ROWS,
  type TokenRow,
} from '../../corpus/vocabularies.ts';
import { strings, text as textValue } from '../../corpus/ggufBytes.ts';
import { PLAIN, tokenizerOf, wellFormed, WITH_SPECIAL } from '../support/vocabulary.ts';

const RUNS = { numRuns: 500 };

/** Texts of few characters, so that tokens of several characters are common, and now and then of any. */
function texts(alphabet: string): fc.Arbitrary<string> {
  const common = fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 24 });
  return fc.oneof(
    { weight: 4, arbitrary: common },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
  );
}

function ids(rows: readonly TokenRow[]): ReadonlyMap<string, number> {
  return new Map(rows.map(([token], id) => [token as string, id]));
}

/** Joins the first pair of least `rank` until none has one. */
function naiveMerge(symbols: string[], rank: (left: string, right: string) => number): readonly string[] {
  for (;;) {
    const ranks = symbols.slice(1).map((right, i) => rank(symbols[i] as string, right));
    const least = Math.min(Infinity, ...ranks);
    if (least === Infinity) return symbols;
    const at = ranks.indexOf(least);
    symbols.splice(at, 2, `${symbols[at] as string}${symbols[at + 1] as string}`);
  }
}

const utf8 = (text: string): readonly number[] => [...Buffer.from(text)];

/** Cut where a user-defined token stands, which is always one. */
function cutting(encode: (part: string, isFirst: boolean) => readonly number[], token: string, id: number) {
  return (text: string): readonly number[] =>
    text.split(token).flatMap((part, i) => [...(i > 0 ? [id] : []), ...(part === '' ? [] : encode(part, i >= 0))]);
}

describe('SentencePiece byte-pair tokens', () => {
  const tokens = ids(SPM_ROWS);
  const score = (text: string): number => SPM_ROWS[tokens.get(text) ?? -1]?.[2] ?? 0;
  const naive = cutting(
    (part) => {
      const symbols = [...`▁${part.replaceAll(' ', '▁')}`];
      const merged = naiveMerge(symbols, (l, r) => (tokens.has(l + r) ? -score(l + r) : Infinity));
      return merged.flatMap((s) => {
        const id = tokens.get(s);
        return id === undefined ? utf8(s).map((byte) => byte + 3) : [id];
      });
    },
    '<tool>',
    SPM_ROWS.length - 1,
  );
  const tokenizer = tokenizerOf(SPM);

  it('are those of the definition', () => {
    fc.assert(
      fc.property(texts('aabbcé <>tool'), (text) => {
        expect(tokenizer.encode(text, PLAIN)).toEqual(naive(wellFormed(text)));
      }),
      RUNS,
    );
  });

  it('give any text back', () => {
    fc.assert(
      fc.property(texts('abcé  '), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text, WITH_SPECIAL))).toBe(wellFormed(text.replaceAll('▁', ' ')));
      }),
      RUNS,
    );
  });

  it('begin with a space behind a special token too', () => {
    const [space, a] = [tokens.get('▁a'), tokens.get('a')];
    expect(tokenizer.encode('a<s>a', WITH_SPECIAL)).toEqual([1, space, 1, space]);
    expect(tokenizerOf(withPair(SPM, 'add_space_prefix', { type: 'bool', value: false })).encode('a', PLAIN)).toEqual([
      a,
    ]);
  });
});

describe('byte-pair tokens', () => {
  const tokens = ids(BPE_ROWS);
  const words = /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+/gu;
  const rankOf = (l: string, r: string): number => {
    const rank = MERGES.indexOf(`${l} ${r}`);
    return rank < 0 ? Infinity : rank;
  };
  const naive = cutting(
    (part) =>
      [...part.matchAll(words)].flatMap(([word]) => {
        const symbols = utf8(word).map((byte) => BYTE_ALPHABET[byte] as string);
        return naiveMerge(symbols, rankOf).map((s) => tokens.get(s) as number);
      }),
    '<tool>',
    BPE_ROWS.length - 1,
  );
  const tokenizer = tokenizerOf(BPE);

  it('are those of the definition', () => {
    fc.assert(
      // Characters that every engine's Unicode version knows: the definition asks the engine.
      fc.property(fc.string({ unit: fc.constantFrom(..."aaabbcé  1<>tool\n's中🙂\u0301٣"), maxLength: 24 }), (text) => {
        expect(tokenizer.encode(text, PLAIN)).toEqual(naive(wellFormed(text)));
      }),
      RUNS,
    );
  });

  it('give any text back, whatever the pre-tokenizer', () => {
    const each = ['gpt-2', 'smollm', 'llama-bpe', 'tekken', 'deepseek-llm', 'superbpe', 'afmoe', 'kimi-k2'].map(
      (name) => tokenizerOf(withPair(BPE, 'pre', textValue(name))),
    );
    fc.assert(
      fc.property(texts('aB1 中\n\t!é'), (text) => {
        for (const t of each) expect(t.decode(t.encode(text, PLAIN))).toBe(wellFormed(text));
      }),
    );
  });

  it('take a piece that is a token whole where merges are to be ignored, and only there', () => {
    const rows = [...BPE_ROWS, ['cab'] as const].map(([token]) => token);
    const pairs = withPair(withPair(withPair(BPE, 'tokens', strings(...rows)), 'token_type', null), 'scores', null);
    const whole = tokenizerOf(withPair(pairs, 'pre', textValue('llama-bpe')));
    expect(whole.encode('cab', PLAIN)).toEqual([BPE_ROWS.length]);
    expect(tokenizerOf(pairs).encode('cab', PLAIN)).toEqual(['c', 'ab'].map((t) => tokens.get(t)));
  });
});

describe('WordPiece tokens', () => {
  const tokens = ids(WPM_ROWS);
  const cover = (word: string): readonly number[] => {
    const found: number[] = [];
    for (let rest = `▁${word}`; rest !== '';) {
      const best = [...tokens.keys()].filter((t) => rest.startsWith(t)).sort((a, b) => b.length - a.length)[0];
      if (best === undefined) return [1];
      found.push(tokens.get(best) as number);
      rest = rest.slice(best.length);
    }
    return found;
  };
  const tokenizer = tokenizerOf(WPM);

  it('are those of the definition', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aabbc d,,中ABÁ '), maxLength: 30 }), (text) => {
        const plain = text.toLowerCase().normalize('NFD').replaceAll(/\p{M}/gu, '');
        const words = plain
          .replaceAll(/[,中]/g, ' $& ')
          .split(' ')
          .filter((w) => w !== '');
        expect(tokenizer.encode(text, PLAIN)).toEqual(words.flatMap(cover));
      }),
      RUNS,
    );
  });

  it('stand between the two that BERT wants', () => {
    expect(tokenizer.encode('ab', WITH_SPECIAL)).toEqual([2, tokens.get('▁ab'), 3]);
  });

  it('keep case and accents where the file says so', () => {
    const cased = tokenizerOf([...WPM, ['tokenizer.ggml.normalizer.lowercase', { type: 'bool', value: false }]]);
    expect([cased.encode('á', PLAIN), cased.encode('A', PLAIN)]).toEqual([[1], [1]]);
    expect(tokenizer.encode('á A', PLAIN)).toEqual([tokens.get('▁a'), tokens.get('▁a')]);
  });
});

describe('unigram tokens', () => {
  const tokens = ids(UGM_ROWS);
  const usable = UGM_ROWS.flatMap(([token, type, score = 0], id) => {
    if (type === 1) return [{ token: token as string, id, score }];
    return type === 4 ? [{ token: token as string, id, score: 0 }] : [];
  });
  const unknownScore = Math.fround(
    Math.min(...UGM_ROWS.filter(([, type]) => type === 1).map(([, , score = 0]) => score)) - 10,
  );

  /** Every way to write `text`, by its sum of scores. */
  const best = (
    text: string,
    memo = new Map<string, readonly [number, readonly number[]]>(),
  ): readonly [number, readonly number[]] => {
    if (text === '') return [0, []];
    const known = memo.get(text);
    if (known) return known;
    const [char] = text;
    const ways = usable.filter(({ token }) => text.startsWith(token));
    const choices = [
      ...ways,
      ...(ways.some(({ token }) => token === char) ? [] : [{ token: char as string, id: 2, score: unknownScore }]),
    ];
    const scored = choices.map(({ token, id, score }) => {
      const [rest, after] = best(text.slice(token.length), memo);
      return [score + rest, [id, ...after]] as const;
    });
    const winner = scored.reduce((a, b) => (b[0] > a[0] ? b : a));
    memo.set(text, winner);
    return winner;
  };

  const normalise = (text: string): string => {
    const keys = Object.keys(REPLACEMENTS).sort((a, b) => b.length - a.length);
    let mapped = '';
    for (let rest = text; rest !== '';) {
      const key = keys.find((k) => rest.startsWith(k));
      const [char = ''] = rest;
      const step = key ?? char;
      mapped += key === undefined ? step : (REPLACEMENTS[key] as string);
      rest = rest.slice(step.length);
    }
    return mapped
      .split(' ')
      .filter((w) => w !== '')
      .map((w) => `▁${w}`)
      .join('');
  };
  const sumOf = (found: readonly number[]): number =>
    found.reduce((sum, id) => sum + (id === 2 ? unknownScore : (usable.find((t) => t.id === id)?.score ?? NaN)), 0);
  const tokenizer = tokenizerOf(UGM);

  it('have the greatest sum of all ways to write the normalised text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aabbccAfＡﬀ \t'), maxLength: 14 }), (text) => {
        const normalised = normalise(text);
        const found = tokenizer.encode(text, PLAIN);
        expect(found.map((id) => UGM_ROWS[id]?.[0]).join('')).toBe(normalised);
        expect(sumOf(found)).toBeCloseTo(best(normalised)[0], 9);
      }),
      RUNS,
    );
  });

  it('make one unknown token of characters in a row that none covers', () => {
    expect(tokenizer.encode('a??é', PLAIN)).toEqual([tokens.get('▁a'), 2]);
  });

  it('end with the token that ends a text', () => {
    expect(tokenizer.encode('a', WITH_SPECIAL)).toEqual([tokens.get('▁a'), 1]);
  });
});

describe('RWKV tokens', () => {
  const tokenizer = tokenizerOf(RWKV);

  it('are the longest from the left, and give any text back', () => {
    fc.assert(
      fc.property(texts('abc\n'), (text) => {
        const found = tokenizer.encode(text, PLAIN);
        expect(tokenizer.decode(found)).toBe(wellFormed(text));
        const pieces = text.match(/abc|ab|\n\n|[^]/gu) ?? [];
        if (/^[abc\n]*$/.test(text)) expect(found).toHaveLength(pieces.length);
      }),
      RUNS,
    );
  });
});
