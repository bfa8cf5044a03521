import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UNSAFE } from '../../../src/core/printable.ts';
import { shellQuote } from '../../../src/core/shellQuote.ts';

const bash = spawnSync('bash', ['--version']).status === 0;

/** What a shell makes of words that were pasted. */
function pasted(words: readonly string[]): readonly string[] {
  const script = `printf '%s\\0' ${words.join(' ')}`;
  return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.split('\0').slice(0, -1);
}

/** A name that could be a flag is given as a path. */
const named = (text: string): string => (text.startsWith('-') ? `./${text}` : text);

const AWKWARD = [
  '',
  ' ',
  "it's",
  '-rf',
  '--',
  '$(x)',
  '`x`',
  'a\nb',
  'a\u001b[31mb',
  '\u202ex',
  'a\\b',
  "\\'",
  '::x',
  '##[x]',
  '*',
  '~',
  '=x',
  '!x',
  '\u00e9\u{1f600}',
  '\u009b1',
  'x\u0001' + '23',
];

describe.skipIf(!bash)('a word for a shell', () => {
  it('is that word when it is pasted', () => {
    expect(pasted(AWKWARD.map(shellQuote))).toEqual(AWKWARD.map(named));
  });

  it('is that word whatever it holds', () => {
    const word = fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 200 }), (words) => {
        expect(pasted(words.map(shellQuote))).toEqual(words.map(named));
      }),
      { numRuns: 5 },
    );
  });
});

describe('a word for a shell that is shown', () => {
  it.each(AWKWARD)('holds nothing that a terminal or a CI runner would obey: %j', (text) => {
    const word = shellQuote(text);
    expect(word.search(UNSAFE)).toBe(-1);
    expect(word).not.toContain('##[');
  });

  it('is bare where that can be read no other way', () => {
    expect(shellQuote('models/a-b_1.gguf')).toBe('models/a-b_1.gguf');
    expect(shellQuote('a=b')).toBe('a=b');
  });
});
