import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flea, temporaryFolder } from '../support/cli.ts';
import { schemaProblems } from '../support/schemas.ts';

const out = temporaryFolder();

describe('fuzz', () => {
  it('runs a target for a moment, really executes, and prints a document that meets its schema', () => {
    const { code, stdout, stderr } = flea('fuzz', 'gguf-parse', '--time', '3s', '--out', out, '--json');
    const document = JSON.parse(stdout) as { executions: number; coverage: number; findings: unknown[] };
    expect(schemaProblems('fuzz', document)).toBeNull();
    expect([code, document.findings], stderr).toEqual([0, []]);
    expect(document.executions).toBeGreaterThan(1000);
    expect(document.coverage).toBeGreaterThan(300);
  }, 120_000);

  it('finds the planted defect, minimises it, and says how to see it again', () => {
    const { code, stdout } = flea('fuzz', 'gguf-parse-planted', '--time', '40s', '--out', join(out, 'planted'));
    expect(code).toBe(1);
    expect(stdout).toMatch(/RangeError: read past the end of a name in readName fuzz\/js\/gguf-parse-planted/);
    expect(stdout).toMatch(/reproduce {2}node build\/fuzz-js\/fuzz\/js\/replay\.js/);
  }, 120_000);

  it('lists its targets, and refuses one it does not know', () => {
    expect(flea('fuzz').stdout).toMatch(/^gguf-parse .*\nload-boundary /);
    const { code, stderr } = flea('fuzz', 'gguf-pars', '--time', '1s');
    expect([code, /did you mean "gguf-parse"/.test(stderr)]).toEqual([2, true]);
  });
});
