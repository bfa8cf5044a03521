import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonText } from '../../../src/core/jsonText.ts';
import { GeneratedText, type Destination } from '../../../src/cli/generatedText.ts';

const TERMINAL: Destination = { controls: true, commands: false };
const LOG: Destination = { controls: true, commands: true };
const FILE: Destination = { controls: false, commands: false };

const shown = (to: Destination, ...pieces: readonly string[]): string => {
  const text = new GeneratedText(to);
  return pieces.map((piece) => text.push(piece)).join('');
};

// eslint-disable-next-line no-control-regex
const ACTS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
/** As GitHub's runner reads a line, and as its older form and Azure's agent do. */
const OBEYED = /^[\s\p{Cf}]*::|##[a-z]*\[/imu;

describe('generated text', () => {
  it.each([
    ['a colour', '\x1b[31mred', '\\u{1b}[31mred'],
    ['a title', '\x1b]0;x\x07', '\\u{1b}]0;x\\u{7}'],
    ['a carriage return', 'a\rb', 'a\\u{d}b'],
    ['a C1 control', 'a\u009b2J', 'a\\u{9b}2J'],
    ['delete', 'a\x7f', 'a\\u{7f}'],
    ['an override', 'a\u202eb\u2066c\u200f', 'a\\u{202e}b\\u{2066}c\\u{200f}'],
  ])('shows %s on a terminal as what it is', (_, text, expected) => {
    expect(shown(TERMINAL, text)).toBe(expected);
  });

  it.each([
    'plain\n\ttext\n',
    'a family: \u{1f468}\u200d\u{1f469}',
    'नमस्ते, שלום, مرحبا',
    'std::vector<int>\nfoo::bar',
    'a heading:\n## [link](x)\n',
    'x[0] # [1] ### a [b]',
    '::class\n##[x]',
  ])('leaves %j on a terminal alone', (text) => {
    expect(shown(TERMINAL, text)).toBe(text);
  });

  it('is not touched on its way to a file', () => {
    const text = '\x1b[31m::error::\u202e##[group]';
    expect(shown(FILE, text)).toBe(text);
  });

  it.each([
    [['::error::x'], ':\\u{3a}error::x'],
    [[':', ':error::x'], ':\\u{3a}error::x'],
    [['a\n', ' \t:', ':', 'x'], 'a\n \t:\\u{3a}x'],
    [['\u200b::x'], '\u200b:\\u{3a}x'],
    [['a ##[group]'], 'a ##\\u{5b}group]'],
    [['a #', '#', '[', 'x]'], 'a ##\\u{5b}x]'],
    [['###', '[x]'], '###\\u{5b}x]'],
    [['a##v', 'so[task', '.x]'], 'a##vso\\u{5b}task.x]'],
  ])('%j begins no command in a log', (pieces, expected) => {
    expect(shown(LOG, ...pieces)).toBe(expected);
  });

  it.each(['std::vector', 'x: :y', ': :', '## [x]', '#[derive(Debug)]', 'a[##]'])(
    '%j in a log stays as it is',
    (text) => {
      expect(shown(LOG, text)).toBe(text);
    },
  );

  const characters = fc.array(
    fc.constantFrom(
      ':',
      '#',
      '[',
      'v',
      's',
      'o',
      ' ',
      '\n',
      '\t',
      '\r',
      '\x1b',
      '\u009b',
      '\u202e',
      '\u200b',
      '\u{1f600}',
      '\\',
    ),
    { maxLength: 40 },
  );

  it('acts nowhere, however it is cut, and is the same for every cut', () => {
    fc.assert(
      fc.property(characters, (pieces) => {
        const text = shown(LOG, ...pieces);
        expect(text).not.toMatch(ACTS);
        expect(text).not.toMatch(OBEYED);
        expect(text).toBe(shown(LOG, pieces.join('')));
        expect(shown(TERMINAL, ...pieces)).not.toMatch(ACTS);
      }),
      { numRuns: 2000, seed: 1 },
    );
  });

  it('is in JSON to the letter, and acts nowhere in it', () => {
    fc.assert(
      fc.property(characters, (pieces) => {
        const json = jsonText({ text: pieces.join('') });
        expect(json).not.toMatch(ACTS);
        expect(json).not.toMatch(OBEYED);
        expect(JSON.parse(json)).toEqual({ text: pieces.join('') });
      }),
      { numRuns: 2000, seed: 1 },
    );
  });
});
