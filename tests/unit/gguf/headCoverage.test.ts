import { describe, expect, it } from 'vitest';
import { headCoverage } from '../../../src/gguf/headCoverage.ts';
import type { UnreadParts } from '../../../src/gguf/types.ts';

const READ: UnreadParts = { keys: false, tensors: false, omitted: new Set(), places: false };

/** State of container, keys and tensors; `!` where it is unread. */
function states(unread: Partial<UnreadParts>, isHeaderBad = false): readonly string[] {
  const rows = headCoverage({ ...READ, ...unread }, isHeaderBad);
  expect(rows.map(({ surface }) => surface)).toEqual(['container', 'keys', 'tensors']);
  for (const { state, why, unread: not } of rows) {
    expect(why === undefined).toBe(state === 'examined');
    expect(not === true).toBe(state !== 'examined');
  }
  return rows.map(({ state }) => state);
}

const why = (unread: Partial<UnreadParts>, row: number): string | undefined =>
  headCoverage({ ...READ, ...unread }, false)[row]?.why;

describe('how far a head was read', () => {
  it('is wholly, where nothing stopped it', () => {
    expect(states({})).toEqual(['examined', 'examined', 'examined']);
  });

  it('is not at all, where not even the header was understood', () => {
    expect(states({ keys: true, tensors: true, places: true }, true)).toEqual(['not', 'not', 'not']);
  });

  it('is partly, where it stopped among the keys: no tensor was seen then', () => {
    expect(states({ keys: true, tensors: true, places: true })).toEqual(['partly', 'partly', 'not']);
    expect(why({ keys: true, tensors: true, places: true }, 0)).toBe('the reading stopped among the keys');
  });

  it('is partly, where it stopped among the rows: the keys are known then', () => {
    expect(states({ tensors: true, places: true })).toEqual(['partly', 'examined', 'partly']);
    expect(why({ tensors: true, places: true }, 0)).toBe('the reading stopped among the rows of the tensor table');
  });

  it('is partly, where the alignment is not known', () => {
    expect(states({ places: true })).toEqual(['partly', 'examined', 'examined']);
    expect(why({ places: true }, 0)).toBe('where the data of tensors lies is not known');
  });

  it('is wholly but for the rows that were left out', () => {
    expect(states({ omitted: new Set(['a', 'b']) })).toEqual(['examined', 'examined', 'partly']);
    expect(why({ omitted: new Set(['a', 'b']) }, 2)).toBe('2 of the rows say nothing that could be judged');
  });
});
