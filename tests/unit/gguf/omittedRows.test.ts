import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OmittedRows } from '../../../src/gguf/omittedRows.ts';

describe('rows that were left out', () => {
  it('lead from a row that was kept to its place in the table', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 60 }), (isKept) => {
        const omitted = new OmittedRows();
        const kept: number[] = [];
        isKept.forEach((keep, row) => {
          if (keep) kept.push(row);
          else omitted.add(row, `t${String(row)}`);
        });
        expect(kept.map((_, i) => omitted.tableIndex(i))).toEqual(kept);
        expect(omitted.length).toBe(isKept.length - kept.length);
      }),
    );
  });

  it('are known by name, up to 4096 of them, and counted all', () => {
    const omitted = new OmittedRows();
    for (let i = 0; i < 5000; i++) omitted.add(i, `t${String(i)}`);
    expect([omitted.length, omitted.names.size]).toEqual([5000, 4096]);
    expect([omitted.names.has('t4095'), omitted.names.has('t4096')]).toEqual([true, false]);
    expect(omitted.tableIndex(3)).toBe(5003);
  });

  it('are none at first', () => {
    const omitted = new OmittedRows();
    expect([omitted.length, omitted.names.size, omitted.tableIndex(7)]).toEqual([0, 0, 7]);
  });
});
