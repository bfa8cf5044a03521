import { describe, expect, it } from 'vitest';
import { parseGguf } from '../../../src/gguf/parse.ts';
import type { ParseResult } from '../../../src/gguf/parse.ts';
import { GGUF_RULES } from '../../../src/gguf/rules.ts';
import { bufferSource } from '../../../src/gguf/source.ts';
import type { Profile } from '../../../src/gguf/types.ts';
import { ggufBytes } from '../../../corpus/ggufBytes.ts';
import { RULE_CASES } from '../../../corpus/containerCases.ts';
import type { Sample } from '../../../corpus/containerCases.ts';

const PROFILES: readonly Profile[] = ['strict', 'compat'];

/** Whether a file needs an architecture goes by its kind: see tests/unit/checks/kinds.test.ts. */
const BY_KIND = new Set(['gguf/architecture-missing']);

function parse({ bytes, limits }: Sample, profile: Profile): ParseResult {
  return parseGguf(bufferSource(bytes), { profile, ...(limits && { limits }) });
}

describe('the catalogue of GGUF rules', () => {
  it('has no finding on the smallest good file, in either profile', () => {
    for (const profile of PROFILES) {
      const { file, findings } = parse({ bytes: ggufBytes() }, profile);
      expect(findings).toEqual([]);
      expect(file?.tensors).toHaveLength(1);
    }
  });

  it('has a file that fires each rule, and no rule fires that is not in it', () => {
    const covered = new Set<string>([...RULE_CASES.map(({ rule }) => rule), ...BY_KIND]);
    expect([...covered].sort()).toEqual(GGUF_RULES.map(({ id }) => id).sort());
  });

  it('has each id once, in the room, and says why each rule matters', () => {
    expect(new Set(GGUF_RULES.map(({ id }) => id)).size).toBe(GGUF_RULES.length);
    for (const { id, title, why, cwe, references } of GGUF_RULES) {
      expect(id).toMatch(/^gguf\/[a-z0-9-]+$/);
      expect(title.length).toBeGreaterThan(10);
      expect(why).toMatch(/[.)]$/);
      expect(cwe ?? 'CWE-1').toMatch(/^CWE-\d+$/);
      for (const reference of references ?? []) expect(reference).toMatch(/^CVE-\d{4}-\d{4,}$/);
    }
  });
});

describe.each(PROFILES)('in the %s profile', (profile) => {
  const expected = (severity: readonly [string, string]): string => severity[profile === 'strict' ? 0 : 1];

  it.each(RULE_CASES.map((entry) => [entry.rule, entry.name, entry] as const))('%s fires: %s', (rule, _, entry) => {
    const { file, findings } = parse(entry.bad, profile);
    const found = findings.filter((finding) => finding.rule === rule);
    const severity = expected(entry.severity);
    if (severity === 'ok') {
      expect(found).toEqual([]);
    } else {
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map((finding) => finding.severity))).toEqual(new Set([severity]));
    }
    expect(file === null).toBe(findings.some((finding) => finding.severity === 'error'));
  });

  it.each(RULE_CASES.map((entry) => [entry.rule, entry.name, entry] as const))(
    '%s leaves the neighbour of its file alone: %s',
    (rule, _, entry) => {
      const { file, findings } = parse(entry.good, profile);
      expect(findings.filter((finding) => finding.rule === rule)).toEqual([]);
      expect(file).not.toBeNull();
    },
  );
});
