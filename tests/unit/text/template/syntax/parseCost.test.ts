/** The work of parsing a template, as V8 counts it: the same on every machine. */
import { afterAll, describe, expect, it } from 'vitest';
import { WorkCounter } from '../../../../support/countWork.ts';
import { fitPower } from '../../../../support/fitExponent.ts';

const work = new WorkCounter((url) => /\/src\/text\/template\/syntax\//.test(url));
afterAll(() => {
  work.close();
});

// After the counter, which sees the blocks of what is loaded from then on.
const { parseTemplate } = await import('../../../../../src/text/template/syntax/parseTemplate.ts');

function workOf(source: string): number {
  return work.count(() => {
    try {
      parseTemplate(source);
    } catch {
      // What is refused costs as well.
    }
  });
}

describe('the work of parsing a template', () => {
  it.each([
    ['outputs', '{{ a.b["c"] | d(1) ~ "e" }}\n'],
    ['sums', '{{ 1 + 2 ~ 3 * 4 ** 5 - a and b or not c }}'],
    ['strings', "{{ 'a\\n' }}"],
    ['conditions', '{% if a %}b{% elif c %}d{% endif %}'],
    ['tags that are open', '{% if a %}'],
  ])('is in proportion to its length: %s', (_, piece) => {
    const sizes = [500, 2000, 8000];
    expect(
      fitPower(
        sizes,
        sizes.map((n) => workOf(piece.repeat(n))),
      ),
    ).toBeLessThan(1.05);
  });
});
