import { describe, expect, it } from 'vitest';
import { generate, type GenerateOptions } from '../../../src/text/generate.ts';
import { openTokenizer } from '../../../src/text/tokenizer.ts';
import { openTiny } from '../../support/tinyModel.ts';

const tokenizer = openTokenizer(openTiny().file.metadata).tokenizer!;
const PLAIN = { temperature: 0, topK: 0, topP: 1, seed: 0, maxTokens: 40, nCtx: 100, top: 0 };
const N_VOCAB = tokenizer.vocabulary.tokens.length;

/** What a model that says `script`, one token after another, is heard to say. */
async function heard(
  script: readonly number[],
  options: Partial<GenerateOptions>,
): Promise<readonly [string, string, number]> {
  let at = 0;
  const step = (): Promise<number[]> => {
    const next = script[at++];
    return Promise.resolve(Array.from({ length: N_VOCAB }, (_, id) => (id === next ? 4 : id / N_VOCAB)));
  };
  const stream = generate(step, Int32Array.of(2), tokenizer, { ...PLAIN, ...options });
  const texts: string[] = [];
  for (;;) {
    const { done, value } = await stream.next();
    if (done) return [texts.join(''), value, texts.length];
    texts.push(value.text);
  }
}

const ids = (text: string): readonly number[] => tokenizer.encode(text, { addSpecial: false, parseSpecial: false });

describe('generate with stop strings', () => {
  it('gives what comes before one that straddles tokens, and nothing of it', async () => {
    expect(await heard(ids('one two STOP three'), { stop: ['STOP'] })).toEqual(['one two ', 'stop-string', 12]);
  });

  it('gives the beginning of one when the text goes on otherwise, or ends', async () => {
    expect(await heard([...ids('a STO b STO'), 1], { stop: ['STOP'] })).toEqual([
      'a STO b STO',
      'end-of-generation',
      12,
    ]);
    expect(await heard(ids('a STOP'), { stop: ['STOP'], maxTokens: 5 })).toEqual(['a STO', 'max-tokens', 5]);
    expect(await heard(ids('a STOP'), { stop: ['STOP'], nCtx: 5 })).toEqual(['a STO', 'context-full', 5]);
  });

  it('stops at one that the last token completes', async () => {
    expect(await heard(ids('a STOP'), { stop: ['STOP'], maxTokens: 6 })).toEqual(['a ', 'stop-string', 6]);
  });

  it('finds one of characters of several bytes, each a token of its own', async () => {
    expect(await heard(ids('née🙂x'), { stop: ['🙂'] })).toEqual(['née', 'stop-string', 8]);
  });
});

describe('generate with a repetition penalty', () => {
  // The script's token has a logit of 4, the next best almost 1.
  const script = [70, 70, 70];
  const tokens = async (options: Partial<GenerateOptions>): Promise<string> =>
    (await heard(script, { ...options, maxTokens: 3 }))[0];

  it('says the same again without one, and with one too weak', async () => {
    const same = await tokens({});
    expect(new Set(same).size).toBe(1);
    expect(await tokens({ repeatPenalty: 3, repeatLastN: 64 })).toBe(same);
  });

  it('says something else with one that is strong enough, for as long as the window reaches', async () => {
    const same = await tokens({});
    const never = await tokens({ repeatPenalty: 5, repeatLastN: 64 });
    const again = await tokens({ repeatPenalty: 5, repeatLastN: 1 });
    expect([never[0], again[0], again[2]]).toEqual([same[0], same[0], same[0]]);
    expect(never.slice(1)).not.toContain(same[0]);
    expect(again[1]).not.toBe(same[0]);
    expect(await tokens({ repeatPenalty: 5, repeatLastN: 0 })).toBe(same);
  });
});
