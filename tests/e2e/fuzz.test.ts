import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCampaign } from '../../src/campaign/campaign.ts';
import { TARGETS } from '../../src/campaign/targets.ts';
import { flea, fleaWith, interrupted, temporaryFolder } from '../support/cli.ts';
import type { CaseResult } from '../../src/core/verdict.ts';
import { describeFuzzer } from '../support/fuzzing.ts';
import { schemaProblems } from '../support/schemas.ts';

const out = temporaryFolder();

interface Document {
  readonly executions: number;
  readonly verdict: string;
}

/** The campaigns among the cases of a gate's document. */
function fuzzCases(document: string): readonly CaseResult[] {
  const { cases } = JSON.parse(document) as { readonly cases: readonly CaseResult[] };
  return cases.filter((c) => c.suite.startsWith('fuzz '));
}

describe('flea-flicker fuzz', () => {
  it('lists its targets', () => {
    const { code, stdout } = flea('fuzz');
    expect(code).toBe(0);
    for (const name of TARGETS.keys()) expect(stdout).toContain(name);
  });

  it.each([
    [['fuzz', 'gguf-pars'], /did you mean "gguf-parse"\?/],
    [['fuzz', 'gguf-parse', '--time', 'soon'], /expected a time/],
    [['fuzz', 'gguf-parse', '--time', '0s'], /at least 1s/],
    [['fuzz', 'gguf-parse', '--seed', '-1'], /--seed/],
    [['fuzz', 'gguf-parse', '--replay', join(out, 'missing')], /expected a readable file/],
  ])('refuses %j in one line', (args, message) => {
    const { code, stderr, stdout } = flea(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });
});

await describeFuzzer('jazzer', 'the JavaScript target', () => {
  it('executes inputs, finds nothing and says so in a document that meets its schema', () => {
    const { code, stdout, stderr } = flea('fuzz', 'gguf-parse', '--time', '3s', '--out', out, '--json');
    const document = JSON.parse(stdout) as Document;
    expect(schemaProblems('fuzz', document), stderr).toBeNull();
    expect([code, document.verdict], stderr).toEqual([0, 'pass']);
    expect(document.executions).toBeGreaterThan(1000);
  });

  it('finds its planted defect', () => {
    const { code, stdout } = flea('fuzz', 'gguf-parse', '--planted', '--time', '30s', '--out', out);
    expect(stdout).toMatch(/found gguf-parse\/wrapped-count/);
    expect(code).toBe(0);
  });

  it('replays one input outside the fuzzer', () => {
    const { code, stdout } = flea('fuzz', 'gguf-parse', '--replay', 'fuzz/seeds/gguf-parse/empty.gguf');
    expect([code, stdout]).toEqual([0, expect.stringContaining('passes')]);
    const document = flea('fuzz', 'gguf-parse', '--replay', 'fuzz/seeds/gguf-parse/empty.gguf', '--json');
    expect(schemaProblems('fuzz-replay', JSON.parse(document.stdout)), document.stderr).toBeNull();
    expect(JSON.parse(document.stdout)).toMatchObject({ target: 'gguf-parse', crash: null, verdict: 'pass' });
  });

  it('lists the targets in a document that meets its schema', () => {
    const { code, stdout } = flea('fuzz', '--json');
    expect([code, schemaProblems('fuzz-targets', JSON.parse(stdout))]).toEqual([0, null]);
  });

  it('reports until Ctrl-C and exits 130', async () => {
    const args = ['fuzz', 'gguf-parse', '--time', '60s', '--out', out];
    const { code, stdout, stderr } = await interrupted(args, /executions/);
    expect(code, stderr).toBe(130);
    expect(stdout).toMatch(/gguf-parse/);
    expect(stderr).toMatch(/interrupted/);
  });

  it('is part of the gate, which leaves out what this machine cannot build, and in CI fails for it', () => {
    const args = ['gate', '--cases', '1', '--fuzz', '2s', '--fuzz-out', out, '--json'];
    const here = fuzzCases(fleaWith({ PATH: '' }, ...args).stdout);
    const statuses = (libfuzzer: string): string[] =>
      [...TARGETS.values()].map(({ kind }) => (kind === 'jazzer' ? 'passed' : libfuzzer));
    expect(here.map((c) => c.status)).toEqual(statuses('skipped'));
    expect(here[0]?.name).toMatch(/[1-9]\d+ executions/);
    expect(here.at(-1)?.message).toMatch(/left out: .*apt-get install clang-19/);
    const inCi = fuzzCases(fleaWith({ PATH: '', CI: 'true' }, ...args).stdout);
    expect(inCi.map((c) => c.status)).toEqual(statuses('error'));
  }, 300_000);

  it('tells defects apart, makes the input small, and goes on until nothing new comes', async () => {
    const target = TARGETS.get('gguf-parse')!;
    const [control] = target.controls;
    const planted = { ...target, ...control!, name: 'planted' };
    const result = await runCampaign(planted, { seconds: 20, seed: 1, out, env: process.env });
    expect(result.findings).toHaveLength(1);
    const [finding] = result.findings;
    expect(finding).toMatchObject({ kind: 'crash', signature: expect.stringContaining('readTensors') as string });
    expect(finding!.stack).toMatch(/gguf-parse-planted\.fuzz\.ts:\d+/);
    expect(readFileSync(finding!.minimisedPath ?? finding!.path).length).toBeLessThanOrEqual(32);
  });
});
