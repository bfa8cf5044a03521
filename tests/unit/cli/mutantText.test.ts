/** What `diff mutants` says of wrong versions that it has not run, or that lived in a layer. */
import { describe, expect, it } from 'vitest';
import { elsewhereText, leftOutText, missedText } from '../../../src/cli/commands/mutantText.ts';

describe('the text of diff mutants', () => {
  it('says of a version of another lane that it was not run here, and what kills it', () => {
    const text = elsewhereText([
      { mutant: 'pool.lost', what: 'a stop', lane: 'stress', killers: ['hang'], run: 'native/sanitize.sh wrong' },
    ]);
    expect(text).toContain("Not the oracle's to kill, and not run here: 1\n");
    for (const word of ['pool.lost', 'stress', 'hang', 'native/sanitize.sh wrong']) expect(text).toContain(word);
  });

  it('names a layer that promised to kill and did not', () => {
    expect(missedText([{ mutant: 'a.b', layer: 'bound' }])).toBe(
      'a.b: expected bound to kill it too, found that it did not\n',
    );
  });

  it('names what this processor cannot run', () => {
    expect(leftOutText(['a.avx2'])).toBe('left out: a.avx2: this processor lacks what it needs\n');
  });

  it('says nothing where there is nothing to say', () => {
    expect(elsewhereText([]) + missedText([]) + leftOutText([])).toBe('');
  });
});
