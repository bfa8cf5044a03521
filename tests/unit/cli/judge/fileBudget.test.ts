import { describe, expect, it } from 'vitest';
import { FileCost } from '../../../../src/cli/judge/fileBudget.ts';

const MIB = 1 << 20;
const BUDGET = { seconds: 4, secondsPerMiB: 2, bytes: 100 * MIB, bytesPerByte: 10 };
const MOST_METADATA = 512 * MIB;

function cost(cpu: number | null = 0): FileCost {
  return new FileCost({ now: 10, resident: 50 * MIB, cpu }, MOST_METADATA, BUDGET);
}

describe('what a file may cost', () => {
  it('is time of the clock, when the process itself was busy', () => {
    const file = cost();
    expect(file.excess(13.9, 0, 3.9)).toBeNull();
    expect(file.excess(14.1, 0, 4.1)).toMatchObject({ what: 'time', message: '4.0 s, found 4.1 s' });
  });

  it('is not the time that others took on a busy machine, up to ten times the budget', () => {
    const file = cost();
    expect(file.excess(49, 0, 1.5)).toBeNull();
    expect(file.excess(51, 0, 1.5)).toMatchObject({ what: 'time' });
  });

  it('is nobody’s fault where nothing goes on: a disk that hangs leaves a file undecided', () => {
    const file = cost();
    expect(file.excess(25, 0, 0.3)).toBeNull();
    expect(file.excess(27, 0, 0.3)).toMatchObject({ what: 'standstill' });
  });

  it('is the time of the clock where the system does not tell who was busy', () => {
    expect(cost(null).excess(14.1, null, null)).toMatchObject({ what: 'time' });
  });

  it('is memory beyond what the process began with', () => {
    const file = cost();
    expect(file.excess(10, 149 * MIB, 0)).toBeNull();
    expect(file.excess(10, 151 * MIB, 0)).toMatchObject({
      what: 'memory',
      message: '100 MiB of memory, found 101 MiB',
    });
  });

  it('grows with the metadata: of the whole file as long as nobody knows, and then no more', () => {
    const file = cost();
    file.opened(11 * MIB);
    expect([file.seconds, file.bytes]).toEqual([24, 200 * MIB]);
    file.parsed(2 * MIB);
    expect([file.seconds, file.bytes]).toEqual([6, 110 * MIB]);
    file.parsed(null);
    expect([file.seconds, file.bytes]).toEqual([4, 100 * MIB]);
  });

  it('does not grow with more than the limit on metadata', () => {
    const file = cost();
    file.opened(2 ** 40);
    expect(file.seconds).toBe(4 + 2 * 511);
  });

  it('leaves out the time that a slow disk takes to read, and no more than that', () => {
    const file = cost();
    file.parsed(0);
    for (let second = 1; second <= 100; second++) file.progress(second * 5 * MIB, 10 + second);
    expect(file.excess(113, 0, 100)).toBeNull();
    // A hundred seconds with 100 MiB: a quarter of it was reading.
    const slow = cost();
    slow.progress(100 * MIB, 110);
    expect(slow.excess(110, 0, 100)).toMatchObject({
      what: 'time',
      message: expect.stringContaining('75.0 s') as string,
    });
  });
});
