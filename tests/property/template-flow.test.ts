/** What the flow analysis calls proven is a frame around what people say: random templates, rendered about pairs of conversations. */
import { afterAll, describe, expect, it } from 'vitest';
import { proofOf, type FlowAnalysis } from '../../bench/templates/property/prove.ts';
import { ourRenderer } from '../../bench/templates/property/renderers.ts';
import { generatedTemplate } from '../../bench/templates/property/templateGenerator.ts';
import { judge, trialsOf } from '../../bench/templates/property/trials.ts';

const SEED = 20;
const MOST = 200;
const COUNTS = { structures: 1, fillings: 5 };

const renderer = ourRenderer();
afterAll(() => {
  renderer.close();
});

interface Tried {
  /** The first template that is called proven and whose outputs part: how to see it again. */
  readonly first: string | null;
  readonly rendered: number;
}

/** Goes through templates until `most` of those that are called proven were rendered, or one shows a difference. */
async function tryUntil(most: number, analysis?: FlowAnalysis): Promise<Tried> {
  let rendered = 0;
  for (let i = 0; rendered < most; i++) {
    const { source, rng } = generatedTemplate(SEED, i);
    if (proofOf(source, analysis) !== 'proven') continue;
    const { difference, isRendered } = await judge(source, trialsOf(source, rng, COUNTS), renderer);
    if (isRendered) rendered++;
    if (difference) return { first: replayOf(i, source), rendered };
  }
  return { first: null, rendered };
}

function replayOf(index: number, source: string): string {
  return `npm run templates:property -- --seed ${String(SEED)} --only ${String(index)} --renderer ours\n${source}`;
}

describe('a template that is called proven', () => {
  it('is the same frame around whatever is said', { timeout: 20_000 }, async () => {
    expect(await tryUntil(MOST)).toEqual({ first: null, rendered: MOST });
  });

  it('is found out where an analysis calls everything proven', async () => {
    const { first } = await tryUntil(MOST, () => []);
    expect(first).not.toBeNull();
  });
});
