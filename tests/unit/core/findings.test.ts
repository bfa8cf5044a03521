import { describe, expect, it } from 'vitest';
import { severityIn, type RuleInfo } from '../../../src/core/finding.ts';
import { Findings, MAX_FINDINGS_PER_RULE } from '../../../src/core/findings.ts';

const rule = (id: string, more: Partial<RuleInfo> = {}): RuleInfo => ({
  id,
  severity: 'error',
  title: 'A rule',
  why: 'It is tried.',
  ...more,
});
const RULES = [
  rule('x/error', { cwe: 'CWE-20', references: ['CVE-2024-0001'] }),
  rule('x/milder', { compat: 'warning' }),
  rule('x/accepted', { severity: 'warning', compat: 'ok' }),
  rule('x/at-a-key', { compat: 'note', compatKeys: ['.rope'] }),
];
const at = (path: string) => () => ({ message: 'expected one, found two', path });

describe('the severity of a rule', () => {
  it('is that of the profile, and in compat at the keys alone that the rule names', () => {
    const [error, milder, accepted, atKey] = RULES as [RuleInfo, RuleInfo, RuleInfo, RuleInfo];
    expect([error, milder, accepted, atKey].map((one) => severityIn(one, 'strict'))).toEqual([
      'error',
      'error',
      'warning',
      'error',
    ]);
    expect([error, milder, accepted].map((one) => severityIn(one, 'compat'))).toEqual(['error', 'warning', 'ok']);
    expect(['a.rope', 'a.norm'].map((key) => severityIn(atKey, 'compat', `metadata["${key}"]`))).toEqual([
      'note',
      'error',
    ]);
  });
});

describe('findings that are collected', () => {
  it('have the severity, weakness and references of their rule', () => {
    const findings = new Findings(RULES);
    findings.report('x/error', at('tensors[0]'));
    expect(findings.findings()).toEqual([
      {
        rule: 'x/error',
        severity: 'error',
        message: 'expected one, found two',
        path: 'tensors[0]',
        cwe: 'CWE-20',
        references: ['CVE-2024-0001'],
      },
    ]);
  });

  it('are none where the profile accepts them, and no more severe than whoever reports says', () => {
    const findings = new Findings(RULES, 'compat');
    findings.report('x/accepted', at('a'));
    findings.report('x/milder', at('b'), 'note');
    expect(findings.findings().map(({ rule: id, severity }) => [id, severity])).toEqual([['x/milder', 'note']]);
    expect([findings.has('x/accepted'), findings.hasError]).toEqual([false, false]);
  });

  it('say whether an error is one in both profiles', () => {
    const findings = new Findings(RULES);
    findings.report('x/milder', at('a'));
    findings.report('x/at-a-key', at('metadata["a.rope"]'));
    expect([findings.hasError, findings.hasErrorEverywhere]).toEqual([true, false]);
    findings.report('x/at-a-key', at('metadata["a.norm"]'));
    expect(findings.hasErrorEverywhere).toBe(true);
  });

  it('are kept up to a number, and the rest are counted without being made', () => {
    let made = 0;
    const findings = new Findings(RULES);
    for (let i = 0; i < 1_000; i++)
      findings.report('x/error', () => {
        made++;
        return { message: 'one' };
      });
    expect(findings.findings()).toHaveLength(MAX_FINDINGS_PER_RULE + 1);
    expect(findings.findings().at(-1)).toEqual({
      rule: 'gguf/more-findings',
      severity: 'note',
      message: '900 more findings of x/error',
    });
    expect(made).toBe(MAX_FINDINGS_PER_RULE);
  });

  it('have no rule of another name', () => {
    expect(() => {
      new Findings(RULES).report('x/none', at('a'));
    }).toThrow(new RangeError('expected the id of a rule, found "x/none"'));
  });
});
