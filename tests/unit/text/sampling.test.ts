import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/core/rng.ts';
import { checkSamplingOptions, penalised, sample, type SamplingOptions } from '../../../src/text/sampling.ts';

const PLAIN: SamplingOptions = { temperature: 1, topK: 0, topP: 1 };

/** Logits whose softmax is 0.5, 0.25, 0.125, 0.125 of tokens 2, 0, 1, 3. */
const LOGITS = [Math.log(0.25), Math.log(0.125), Math.log(0.5), Math.log(0.125)];

/** How often each token is drawn, of one. */
function frequencies(options: Partial<SamplingOptions>, logits: ArrayLike<number> = LOGITS): readonly number[] {
  const [rng, n] = [new Rng(5), 40_000];
  const counts = new Array<number>(logits.length).fill(0);
  for (let i = 0; i < n; i++) counts[sample(logits, { ...PLAIN, ...options }, rng)]!++;
  return counts.map((count) => count / n);
}

function expectNear(found: readonly number[], expected: readonly number[]): void {
  // Five standard deviations of a frequency among 40,000 draws, at most.
  found.forEach((f, i) => {
    expect(Math.abs(f - expected[i]!)).toBeLessThan(0.0125);
    if (expected[i] === 0) expect(f).toBe(0);
  });
}

describe('min-p', () => {
  it('keeps those at least p times as likely as the most likely, and shares out the rest', () => {
    expectNear(frequencies({ minP: 0 }), [0.25, 0.125, 0.5, 0.125]);
    // 0.5 · 0.3 = 0.15 lies between 0.25 and 0.125.
    expectNear(frequencies({ minP: 0.3 }), [1 / 3, 0, 2 / 3, 0]);
    expectNear(frequencies({ minP: 0.6 }), [0, 0, 1, 0]);
    expectNear(frequencies({ minP: 1 }), [0, 0, 1, 0]);
  });

  it('keeps all that are as likely as the most likely', () => {
    expectNear(frequencies({ minP: 1 }, [1, 1, 0]), [0.5, 0.5, 0]);
  });

  it('looks at the probabilities at the temperature', () => {
    // At 2 the weights are the roots: 0.7071 and 0.5 of the greatest for the others.
    const roots = LOGITS.map((x) => Math.exp(x / 2));
    const total = roots.reduce((a, b) => a + b, 0);
    expectNear(
      frequencies({ temperature: 2, minP: 0.3 }),
      roots.map((r) => r / total),
    );
  });

  it('and top-p cut as far as the one that cuts more', () => {
    expectNear(frequencies({ minP: 0.1, topP: 0.7 }), [1 / 3, 0, 2 / 3, 0]);
    expectNear(frequencies({ minP: 0.6, topP: 0.99 }), [0, 0, 1, 0]);
  });
});

describe('the repetition penalty', () => {
  it('divides what is over 0 and multiplies what is not, each token once', () => {
    expect(Array.from(penalised([3, -2, 0, 5], [0, 1, 1, 2], 2))).toEqual([1.5, -4, 0, 5]);
  });

  it('of 1 is none, and leaves the logits of the model alone', () => {
    const logits = [3, -2];
    expect(penalised(logits, [0, 1], 1)).toBe(logits);
    penalised(logits, [0, 1], 2);
    expect(logits).toEqual([3, -2]);
  });

  it('passes over tokens that have no logit', () => {
    expect(Array.from(penalised([3, -2], [7, -1], 2))).toEqual([3, -2]);
  });

  it('changes what is drawn as worked out by hand', () => {
    // e^(ln 4) : e^(ln 4 / 2) : e^0 = 4 : 2 : 1, and without the penalty 4 : 4 : 1.
    const logits = [Math.log(4), Math.log(4), 0];
    expectNear(frequencies({}, penalised(logits, [1, 2], 2)), [4 / 7, 2 / 7, 1 / 7]);
    expectNear(frequencies({}, logits), [4 / 9, 4 / 9, 1 / 9]);
  });
});

describe('options out of range', () => {
  it.each([
    { minP: -0.1 },
    { minP: 1.5 },
    { minP: NaN },
    { repeatPenalty: 0 },
    { repeatPenalty: Infinity },
    { repeatLastN: -1 },
    { repeatLastN: 0.5 },
  ])('are refused: %j', (options) => {
    expect(() => {
      checkSamplingOptions({ ...PLAIN, ...options });
    }).toThrow(expect.objectContaining({ code: 'usage/sampling' }));
  });

  it('are told from those in range', () => {
    expect(() => {
      checkSamplingOptions({ ...PLAIN, minP: 1, repeatPenalty: 0.5, repeatLastN: 0 });
    }).not.toThrow();
  });
});
