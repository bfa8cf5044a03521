import { describe, expect, it } from 'vitest';
import type { CampaignResult } from '../../../src/campaign/campaign.ts';
import { TARGETS } from '../../../src/campaign/targets.ts';
import { campaignCases, fuzzSeconds } from '../../../src/cli/commands/gateFuzz.ts';

const target = TARGETS.get('gguf-parse')!;

const clean: CampaignResult = {
  target: target.name,
  seconds: 5,
  executions: 1000,
  execsPerSecond: 200,
  coverage: 1,
  features: 1,
  corpus: 1,
  regressions: 3,
  findings: [],
  died: null,
  interrupted: false,
};

const finding: CampaignResult['findings'][number] = {
  kind: 'crash',
  signature: 'TypeError at readTensors',
  path: 'build/fuzz/a',
  minimisedPath: null,
  stack: 'TypeError',
  replay: 'flea-flicker fuzz gguf-parse --replay build/fuzz/a',
} as never;

describe('a campaign in the gate', () => {
  it('is one passed case with what it executed', () => {
    const [only, ...rest] = campaignCases(target, clean);
    expect([only?.status, rest]).toEqual(['passed', []]);
    expect(only?.name).toMatch(/3 regressions, 1000 executions/);
  });

  it('fails with one case for each finding, each with the line that replays it', () => {
    const cases = campaignCases(target, { ...clean, findings: [finding, finding] });
    expect(cases.map((c) => [c.status, c.name])).toEqual([
      ['failed', 'finding 1'],
      ['failed', 'finding 2'],
    ]);
    expect(cases[0]?.message).toContain('replay: flea-flicker fuzz gguf-parse --replay build/fuzz/a');
  });

  it('has decided nothing when nothing was executed or the fuzzer died', () => {
    expect(campaignCases(target, { ...clean, executions: 0 })[0]?.status).toBe('error');
    expect(campaignCases(target, { ...clean, died: 'killed by SIGKILL' })[0]).toMatchObject({
      status: 'error',
      message: 'killed by SIGKILL',
    });
  });

  it('takes 0s as none, and refuses times and seeds that no campaign takes', () => {
    const flags = { fuzz: '5s', fuzzOut: 'out', seed: '1' };
    expect(fuzzSeconds(flags)).toBe(5);
    expect(fuzzSeconds({ ...flags, fuzz: '0s', seed: '4294967296' })).toBe(0);
    expect(() => fuzzSeconds({ ...flags, fuzz: '300ms' })).toThrow(/at least 1s/);
    expect(() => fuzzSeconds({ ...flags, seed: '4294967296' })).toThrow(/at most 2147483647/);
  });
});
