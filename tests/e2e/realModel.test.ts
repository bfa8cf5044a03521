import { describe, expect, it } from 'vitest';
import { isBuilt } from '../../src/cli/engines.ts';
import { cachedModel, flea } from '../support/cli.ts';
import { readFixture } from '../support/fixtures.ts';
import type { Golden } from '../support/golden.ts';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/cli.ts';

const model = cachedModel('SmolLM2-135M-Instruct.Q4_1.gguf');
const golden = readFixture<readonly Golden[]>('golden/smollm2.exact.json');
const isCi = Boolean(process.env['CI']);

/** Greatest |logit − golden| over the top five of every step, and whether neighbours apart by more than 0.04 keep their order. */
function compare({ prompt, greedy, top }: Golden, engine: string): { worst: number; ordered: boolean } {
  const tokens = [...prompt, ...greedy.slice(0, -1)];
  const { stdout } = flea(
    'logits',
    model ?? '',
    '--tokens',
    tokens.join(','),
    '--top',
    '30',
    '--engine',
    engine,
    '--json',
  );
  const { positions } = JSON.parse(stdout) as { positions: { top: { id: number; logit: number }[] }[] };
  let worst = 0;
  let ordered = true;
  top.forEach(({ ids, logits }, step) => {
    const mine = positions[prompt.length - 1 + step]!.top;
    const found = ids.map((id) => mine.find((c) => c.id === id)?.logit ?? NaN);
    found.forEach((logit, i) => {
      worst = Math.max(worst, Number.isNaN(logit) ? Infinity : Math.abs(logit - logits[i]!));
      if (i > 0 && logits[i - 1]! - logits[i]! > 0.04) ordered &&= found[i - 1]! > logit;
    });
  });
  return { worst, ordered };
}

describe('the real SmolLM2', () => {
  it.runIf(isCi || model === null)(
    'is in the cache (in CI it must be; elsewhere its tests are left out: run `npm run models`)',
    () => {
      if (isCi) expect(model).not.toBeNull();
    },
  );

  describe.runIf(model !== null)('from the cache', () => {
    it('passes the gatekeeper', () => {
      const { code, stdout } = flea('check', model!);
      expect([code, /0 errors/.test(stdout)]).toEqual([0, true]);
    });

    it('tokenizes 120 texts as llama.cpp does, with special tokens and without', () => {
      const texts = join(temporaryFolder(), 'texts.json');
      writeFileSync(texts, JSON.stringify(readFixture<readonly string[]>('golden/texts.json')));
      const expected = readFixture<readonly (readonly [number[], number[]])[]>('golden/smollm2.tokens.json');
      [[], ['--no-special']].forEach((flags, which) => {
        const { stdout } = flea('tokenize', model!, '--texts', texts, '--json', ...flags);
        const { results } = JSON.parse(stdout) as { results: { tokens: number[] }[] };
        expect(results.map((r) => r.tokens)).toEqual(expected.map((pair) => pair[which]));
      });
    });

    it('has the golden logits on the reference engine, for the shortest prompt', () => {
      const { worst, ordered } = compare(golden[0]!, 'reference');
      expect(worst).toBeLessThan(0.02);
      expect(ordered).toBe(true);
    }, 120_000);

    it.runIf(isBuilt('cpu'))(
      'has the golden logits on the cpu engine, for all six prompts',
      () => {
        for (const entry of golden) {
          const { worst, ordered } = compare(entry, 'cpu');
          expect(worst).toBeLessThan(0.02);
          expect(ordered).toBe(true);
        }
      },
      120_000,
    );

    it.runIf(isBuilt('cpu'))(
      'continues the capital of France id for id',
      () => {
        const args = ['run', model!, '-p', 'The capital of France is', '-n', '30', '--temperature', '0', '--json'];
        const { tokens } = JSON.parse(flea(...args).stdout) as { tokens: number[] };
        expect(tokens).toEqual(golden[0]!.greedy);
      },
      60_000,
    );
  });
});
