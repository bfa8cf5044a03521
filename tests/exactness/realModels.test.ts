/** The reference engine on the real models, against all that llama.cpp gave for them. Minutes: `npm run exactness`, not `npm test`. */
import { afterAll, describe, expect, it } from 'vitest';
import { cachedModel } from '../support/cli.ts';
import { exactnessPage, judge, openReal, type Judged } from '../support/exactness.ts';
import { readFixture } from '../support/fixtures.ts';
import type { Golden } from '../support/golden.ts';

/** What a logit may be off. */
const TOLERANCE = 0.01;
/** Closer than this, the golden's first two may change places. */
const TIE = 0.02;

const MODELS = [
  { title: 'SmolLM2 135M Instruct', file: 'SmolLM2-135M-Instruct.Q4_1.gguf', golden: 'golden/smollm2.exact.json' },
  { title: 'Gemma 3 270M', file: 'gemma-3-270m-q4_k_m.gguf', golden: 'golden/gemma3.exact.json' },
];

const judged: { readonly title: string; readonly rows: Judged[] }[] = [];

describe.each(MODELS)('the reference engine on $title', ({ title, file, golden }) => {
  const path = cachedModel(file);
  const rows: Judged[] = [];
  judged.push({ title, rows });

  it('has the model in the cache (run `npm run models`)', () => {
    expect(path).not.toBeNull();
  });

  const prompts = readFixture<readonly Golden[]>(golden);
  it.each(prompts.map((prompt) => [prompt.text, prompt] as const))(
    'gives the golden logits and ids after %j',
    async (_text, prompt) => {
      const row = await judge(openReal(path ?? ''), prompt, { tolerance: TOLERANCE, tie: TIE });
      rows.push(row);
      expect(row.wrongIds).toBe(0);
      // Beyond the tolerance only as far as ggml's own logits move with the last bit of its arithmetic.
      expect(row.worst).toBeLessThanOrEqual(row.table === null ? TOLERANCE : Infinity);
      if (row.table !== null) expect(row.table.worst).toBeLessThanOrEqual(TOLERANCE + row.table.moved);
    },
    300_000,
  );

  afterAll(() => {
    expect(rows).toHaveLength(prompts.length);
  });
});

it('are shown in docs/exactness.md as they are now', async () => {
  await expect(exactnessPage(judged)).toMatchFileSnapshot('../../docs/exactness.md');
});
