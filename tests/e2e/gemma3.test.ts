/** Gemma 3 270M: sliding windows, norms on queries and keys, 262,144 logits. Its tokenizer is not needed: ids are given. */
import { describe, expect, it } from 'vitest';
import { cachedModel, flea } from '../support/cli.ts';
import { readFixture } from '../support/fixtures.ts';
import type { Golden } from '../support/golden.ts';

/** The whole is judged by `npm run exactness`. */
const STEPS = 4;

/** llama.cpp reads GELU from a table of binary16, which moves logits by about a third of this. */
const TOLERANCE = 0.01;

const model = cachedModel('gemma-3-270m-q4_k_m.gguf');
const left = model === null ? ' (left out: gemma-3-270m-q4_k_m.gguf is not in the model cache)' : '';

describe('the real Gemma 3', () => {
  it.skipIf(model === null)(
    `has the logits that llama.cpp gives it, in the first four steps${left}`,
    () => {
      const [{ prompt, greedy: all, top: steps }] = readFixture<[Golden, ...Golden[]]>('golden/gemma3.exact.json');
      const [greedy, top] = [all.slice(0, STEPS), steps.slice(0, STEPS)];
      const tokens = [...prompt, ...greedy.slice(0, -1)];
      const { stdout } = flea('logits', model ?? '', '--tokens', tokens.join(','), '--top', '20', '--json');
      const { positions } = JSON.parse(stdout) as { positions: { top: { id: number; logit: number }[] }[] };
      top.forEach(({ ids, logits }, step) => {
        const mine = positions[prompt.length - 1 + step]?.top ?? [];
        expect(mine[0]?.id).toBe(greedy[step]);
        ids.forEach((id, i) => {
          const found = mine.find((candidate) => candidate.id === id)?.logit ?? NaN;
          expect(Math.abs(found - (logits[i] ?? NaN))).toBeLessThan(TOLERANCE);
        });
      });
    },
    120_000,
  );
});
