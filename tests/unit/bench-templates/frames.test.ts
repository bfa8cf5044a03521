/** Two outputs are the same frame, or are not: what the property of templates stands on. */
import { describe, expect, it } from 'vitest';
import { differenceOf } from '../../../bench/templates/property/comparison.ts';
import { referenceFilling } from '../../../bench/templates/property/fillings.ts';
import { filled, type Structure } from '../../../bench/templates/property/shape.ts';
import { generatedTemplate } from '../../../bench/templates/property/templateGenerator.ts';

const STRUCTURE: Structure = {
  variables: { messages: [{ role: 'user', content: { pieces: [{ segment: 0 }, { fixed: '\n' }, { segment: 1 }] } }] },
  segments: 2,
  numbers: 1,
  described: new Set([1]),
  clockLength: 4,
};

function difference(reference: string, other: string, said: readonly string[], isLoose = false): string | null {
  const filling = { segments: said, numbers: [12], clock: '2026', isLoose };
  return differenceOf(STRUCTURE, { text: reference }, { text: other }, filling);
}

describe('the same frame', () => {
  it.each([
    [
      'with what is said in the place of markers',
      '<Zq0qz>7700077 \ue000\ue001\ue002\ue003',
      '<rate>12 2026',
      ['rate', ''],
    ],
    ['with a part of the date', '\ue002\ue003', '26', []],
    ['with a text in JSON', '{"a": "Zq0qz"}', '{"a": "say \\"房\\""}', ['say "房"', '']],
    ['with escapes in JSON', '{"a": "Zq0qz"}', '{"a": "\\u623f\\ud83d\\ude42"}', ['房🙂', '']],
    ['with a text in HTML', 'Zq0qz', '&lt;b&gt; &amp; &#34;', ['<b> & "', '']],
    ['with a list as Python prints it', "['Zq0qz']", '["it\'s"]', ["it's", '']],
    ['with other blanks in a text', '> Zq0qz <', '> one\ntwo <', ['one  two', '']],
    ['with a description in capitals', 'ZQ1QZ', 'THE TOWN', ['', 'the town']],
  ])('%s', (_, reference, other, said) => {
    expect(difference(reference, other, said)).toBeNull();
  });

  it('sets lines of a text apart', () => {
    expect(difference('# Zq0qz.', '# one\n# two.\n', ['one\ntwo', ''], true)).toBeNull();
  });
});

describe('the same frame in HTML', () => {
  it('has its escapes where lines are set apart', () => {
    expect(difference('&#39;Zq0qz&#39;', '&#39;&amp;\\n&lt;b&gt;&#39;', ['&\n<b>', ''], true)).toBeNull();
  });
});

describe('another frame', () => {
  it.each([
    ['has a word more', '<Zq0qz>', '<rate> E', ['rate', '']],
    ['has a blank more', '<Zq0qz>', '<rate> ', ['rate', '']],
    ['has a part of a text', 'Zq', 'ra', ['rate', '']],
    ['has a text in capitals', 'ZQ0QZ', 'RATE', ['rate', '']],
    ['has a length', '5', '4', ['rate', '']],
    ['has texts the other way round', 'Zq1qz Zq0qz', 'a b', ['a', 'b']],
    ['has a text twice', 'Zq0qz', 'rate rate', ['rate', '']],
  ])('%s', (_, reference, other, said) => {
    expect(difference(reference, other, said)).toBe('another frame');
  });

  it('has a word more between lines of a text', () => {
    expect(difference('Zq0qz', 'one E two', ['one\ntwo', ''], true)).toBe('another frame');
  });

  it('is where one of two renders fails', () => {
    const filling = referenceFilling(STRUCTURE);
    expect(differenceOf(STRUCTURE, { text: '' }, { error: 'TypeError' }, filling)).toBe('one fails, TypeError');
    expect(differenceOf(STRUCTURE, { error: 'TypeError' }, { error: 'ValueError' }, filling)).toBeNull();
  });
});

describe('a structure', () => {
  it('is filled with what is said', () => {
    expect(filled(STRUCTURE, referenceFilling(STRUCTURE)).variables).toMatchObject({
      messages: [{ role: 'user', content: 'Zq0qz\nZq1qz' }],
    });
  });
});

describe('a random template', () => {
  it('is the same for the same seed and number', () => {
    expect(generatedTemplate(3, 7).source).toBe(generatedTemplate(3, 7).source);
    expect(generatedTemplate(3, 7).source).not.toBe(generatedTemplate(3, 8).source);
  });
});
