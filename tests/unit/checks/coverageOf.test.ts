import { describe, expect, it } from 'vitest';
import { coverageOf } from '../../../src/checks/coverageOf.ts';
import { RULES } from '../../../src/checks/rules.ts';
import { isUnread, SURFACES, type Coverage } from '../../../src/core/coverage.ts';
import type { Finding } from '../../../src/core/finding.ts';

const found = (rule: string, message = rule): Finding => ({ rule, severity: 'error', message });
const KEYS: Coverage = { surface: 'keys', state: 'examined' };
const HIDDEN: Coverage = { surface: 'hidden', state: 'examined' };

describe('coverage', () => {
  it('is what is known, in the order of the surfaces, where nothing was left out', () => {
    expect(coverageOf([HIDDEN, KEYS], [found('gguf/trailing-bytes'), found('no/such-rule')])).toEqual([KEYS, HIDDEN]);
    expect(coverageOf([], [])).toEqual([]);
  });

  it('is partly where a rule leaves something out, and its message says what', () => {
    const [row] = coverageOf([KEYS], [found('gguf/unknown-value-type', 'found 13'), found('gguf/unknown-value-type')]);
    expect(row).toEqual({ surface: 'keys', state: 'partly', why: 'found 13', unread: true });
  });

  it('is not unread where a thing was read and is merely not described', () => {
    const rows = coverageOf([], [found('model/architecture-undescribed')]);
    expect(rows).toEqual([{ surface: 'tensors', state: 'partly', why: 'model/architecture-undescribed' }]);
    expect(isUnread(rows)).toBe(false);
  });

  it('of one surface is the least that any row says, and unread where any row is', () => {
    const states = ['absent', 'examined', 'partly', 'not'] as const;
    for (const [i, a] of states.entries())
      for (const [j, b] of states.entries())
        for (const unread of [0, 1, 2, 3]) {
          const row = (state: Coverage['state'], bit: number): Coverage => ({
            surface: 'tensors',
            state,
            ...(unread & bit ? { unread: true } : {}),
          });
          const [least] = coverageOf([row(a, 1), row(b, 2)], []);
          expect(least?.state).toBe(states[Math.max(i, j)]);
          expect(least?.unread).toBe(unread === 0 ? undefined : true);
        }
  });

  it('keeps a reason where one row of a surface has none', () => {
    const why = 'left out';
    for (const rows of [
      [
        { surface: 'tensors', state: 'partly', why },
        { surface: 'tensors', state: 'partly' },
      ],
      [
        { surface: 'tensors', state: 'partly' },
        { surface: 'tensors', state: 'partly', why },
      ],
    ] as const)
      expect(coverageOf(rows, [])).toEqual([{ surface: 'tensors', state: 'partly', why }]);
  });

  it('knows the surface of every rule that leaves one', () => {
    const leaving = [...RULES.values()].filter(({ leaves }) => leaves);
    expect(leaving.length).toBeGreaterThan(20);
    for (const { id, leaves } of leaving) {
      expect(SURFACES).toContain(leaves!.surface);
      expect(isUnread(coverageOf([], [found(id)]))).toBe(leaves!.unread === true);
    }
  });
});
