import { describe, expect, it } from 'vitest';
import { inProfile } from '../../../src/checks/profileSeverity.ts';
import type { Finding, Severity } from '../../../src/core/finding.ts';

function finding(rule: string, path?: string, severity: Severity = 'error'): Finding {
  return { rule, severity, message: 'x', ...(path !== undefined && { path }) };
}

const inCompat = (one: Finding): Finding | undefined => inProfile([one], 'compat')[0];

describe('severities of the compat profile', () => {
  it('are those of the rule where it has one of its own, and no more than the finding had', () => {
    expect(inCompat(finding('template/attribute-walk', 'p'))).toEqual(
      finding('template/attribute-walk', 'p', 'warning'),
    );
    expect(inCompat(finding('template/attribute-walk', 'p', 'note'))?.severity).toBe('note');
    expect(inCompat(finding('gguf/bad-magic'))?.severity).toBe('error');
    expect(inCompat(finding('no/such-rule'))?.severity).toBe('error');
  });

  it('are milder for some keys of a rule alone', () => {
    const of = (path?: string): Severity | undefined => inCompat(finding('model/key-range', path))?.severity;
    expect(of('metadata["llama.context_length"]')).toBe('warning');
    expect(of('metadata["llama.rope.scaling.factor"]')).toBe('warning');
    expect(of('metadata["llama.block_count"]')).toBe('error');
    expect(of('.context_length"] of another')).toBe('error');
    expect(of()).toBe('error');
  });

  it('are not those of the strict one', () => {
    const both = [finding('template/attribute-walk'), finding('model/key-range', 'metadata["llama.context_length"]')];
    expect(inProfile(both, 'strict')).toBe(both);
  });
});
