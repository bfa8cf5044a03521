import { describe, expect, it } from 'vitest';
import { FuzzerOutput, readStatusLine } from '../../../src/campaign/fuzzerOutput.ts';

const PULSE = '#4096\tpulse  cov: 544 ft: 1547 corp: 272/24Kb lim: 256 exec/s: 2048 rss: 199Mb';

describe('readStatusLine', () => {
  it.each([
    [PULSE, { executions: 4096, coverage: 544, features: 1547, corpus: 272 }],
    ['#2\tINITED cov: 3 ft: 3 corp: 1/1b exec/s: 0 rss: 140Mb', { executions: 2, coverage: 3, features: 3, corpus: 1 }],
    [
      '#9\tNEW    cov: 4 ft: 5 corp: 2/9b lim: 8 exec/s: 0 rss: 1Mb L: 8/8 MS: 1 CMP- DE: "x"-',
      { executions: 9, coverage: 4, features: 5, corpus: 2 },
    ],
    ['#1\tREDUCE ft: 5 corp: 2/9b', { executions: 1, coverage: 0, features: 5, corpus: 2 }],
    ['stat::number_of_executed_units: 54156', { executions: 54156, coverage: 0, features: 0, corpus: 0 }],
    ['Done 1017 runs in 0 second(s)', { executions: 1017, coverage: 0, features: 0, corpus: 0 }],
  ])('reads %s', (line, progress) => {
    expect(readStatusLine(line)).toEqual(progress);
  });

  it.each([
    'INFO: Seed: 1',
    'stat::average_exec_per_sec:     3384',
    '    #0 0x55778733814a in ff::fuzz::run_raw(unsigned char const*) /x/load_boundary.cc:35:40',
    '#comment',
    '"cov: 12" # Uses: 3',
    '',
  ])('passes over %j', (line) => {
    expect(readStatusLine(line).executions).toBe(0);
    expect(readStatusLine(line).coverage).toBe(0);
  });

  it('never goes back', () => {
    const before = readStatusLine('stat::number_of_executed_units: 5000');
    expect(readStatusLine(PULSE, before).executions).toBe(5000);
    expect(readStatusLine('Done 4999 runs in 1 second(s)', before).executions).toBe(5000);
  });
});

describe('FuzzerOutput', () => {
  it('reads the same from pieces of any size', () => {
    const text = `INFO: Seed: 1\n#2\tINITED cov: 3 ft: 3 corp: 1/1b\n${PULSE}\nDone 5000 runs in 2 second(s)\n`;
    for (let size = 1; size <= text.length; size++) {
      const output = new FuzzerOutput();
      for (let at = 0; at < text.length; at += size) output.push(text.slice(at, at + size));
      expect(output.progress, `pieces of ${String(size)}`).toEqual({
        executions: 5000,
        coverage: 544,
        features: 1547,
        corpus: 272,
      });
    }
  });

  it('knows nothing before the first line ends', () => {
    expect(new FuzzerOutput().push('#4096\tpulse  cov: 5').executions).toBe(0);
  });
});
