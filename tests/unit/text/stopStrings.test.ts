import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StopStrings } from '../../../src/text/stopStrings.ts';

/** Everything shown of `pieces`, and whether a stop ended it. */
function shown(stops: readonly string[], pieces: readonly string[]): readonly [string, boolean] {
  const stream = new StopStrings(stops);
  let text = '';
  for (const piece of pieces) {
    const pushed = stream.push(piece);
    text += pushed.text;
    if (pushed.stopped) return [text, true];
  }
  return [text + stream.end(), false];
}

/** By definition: the first end of any stop, and the longest stop that ends there. */
function expected(stops: readonly string[], text: string): readonly [string, boolean] {
  for (let end = 1; end <= text.length; end++) {
    const found = stops.filter((stop) => text.slice(0, end).endsWith(stop));
    if (found.length > 0) return [text.slice(0, end - Math.max(...found.map((s) => s.length))), true];
  }
  return [text, false];
}

describe('stop strings', () => {
  it.each([
    [['END'], ['abEN', 'Dcd'], 'ab', true],
    [['END'], ['abEN', 'ENDcd'], 'abEN', true],
    [['END'], ['abE', 'N'], 'abEN', false],
    [['aab'], ['a', 'a', 'a', 'b'], 'a', true],
    [['\n\n', 'User:'], ['one\n', '\ntwo'], 'one', true],
    [['bc', 'abc'], ['xab', 'c'], 'x', true],
    [['a'], ['a'], '', true],
    [['é🙂'], ['caf', 'é', '🙂!'], 'caf', true],
    [[], ['anything'], 'anything', false],
  ])('%j in %j leave %j', (stops, pieces, text, stopped) => {
    expect(shown(stops, pieces)).toEqual([text, stopped]);
  });

  it('hold back no more than what may begin one', () => {
    const stream = new StopStrings(['<|end|>']);
    expect(stream.push('a < b').text).toBe('a < b');
    expect(stream.push(' <|e').text).toBe(' ');
    expect(stream.push('x').text).toBe('<|ex');
  });

  it('give what the definition gives, wherever the text is cut', () => {
    const unit = fc.constantFrom('a', 'b', 'c');
    const stops = fc.array(fc.string({ unit, minLength: 1, maxLength: 4 }), { maxLength: 3 });
    const pieces = fc.array(fc.string({ unit, maxLength: 4 }), { maxLength: 8 });
    fc.assert(
      fc.property(stops, pieces, (s, p) => {
        expect(shown(s, p)).toEqual(expected(s, p.join('')));
      }),
      { numRuns: 1000 },
    );
  });

  it('are told from a search that looks at each piece alone', () => {
    const naive = (stops: readonly string[], pieces: readonly string[]): boolean =>
      pieces.some((piece) => stops.some((stop) => piece.includes(stop)));
    expect(naive(['END'], ['EN', 'D'])).not.toBe(shown(['END'], ['EN', 'D'])[1]);
  });
});
