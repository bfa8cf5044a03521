/** The guide of rules and files made for it; that it knows every rule of the gate is in policy.test.ts. */
import { describe, expect, it } from 'vitest';
import type { CorpusEntry } from '../../../src/checks/corpus.ts';
import { inProfile } from '../../../src/checks/profileSeverity.ts';
import { renderRulesPage, ruleExamples, ruleLinks, severities } from '../../../src/checks/ruleGuide.ts';
import { RULES } from '../../../src/checks/rules.ts';
import type { Finding, RuleInfo } from '../../../src/core/finding.ts';

const RULE: RuleInfo = { id: 'room/first', severity: 'error', title: 'It is wrong', why: 'It hurts.' };

function hostile(rule: string, path: string, overrides: Partial<CorpusEntry> = {}): CorpusEntry {
  return { path, sha256: '', result: 'invalid', rule, severity: 'error', comment: 'why so', flags: [], ...overrides };
}

describe('an example of a rule', () => {
  it('is the first hostile file that it refuses, with what is said of the file', () => {
    const examples = ruleExamples([hostile('room/first', 'a.gguf'), hostile('room/first', 'b.gguf')]);
    expect(examples.get('room/first')).toBe('corpus/a.gguf: why so');
  });

  it('is never a sound file', () => {
    expect(ruleExamples([hostile('room/first', 'a.gguf', { result: 'valid' })]).has('room/first')).toBe(false);
  });

  it('has no comment where the comment says why the rule matters: on files of the container', () => {
    const examples = ruleExamples([hostile('gguf/x', 'a.gguf', { flags: ['container'] })]);
    expect(examples.get('gguf/x')).toBe('corpus/a.gguf');
  });

  it('is a command where no file can break the rule', () => {
    expect(ruleExamples([]).get('file/not-regular')).toBe('mkfifo model.gguf && flea-flicker check model.gguf');
  });
});

describe('where a rule is described', () => {
  it.each([
    ['CWE-59', 'https://cwe.mitre.org/data/definitions/59.html'],
    ['CVE-2024-12345', 'https://nvd.nist.gov/vuln/detail/CVE-2024-12345'],
    ['OWASP ML10', 'https://owasp.org/www-project-machine-learning-security-top-10/'],
    ['CWE-59a', null],
    ['xCWE-59', null],
    ['CWE-', null],
    ['see CVE-2024-12345', null],
    ['the OWASP ML list', null],
  ])('%s: %s', (name, url) => {
    expect(ruleLinks({ ...RULE, references: [name] })).toEqual([[name, url]]);
  });

  it('comes with the weakness first, and each place once', () => {
    const names = ruleLinks({ ...RULE, cwe: 'CWE-1', references: ['CWE-2', 'CWE-1', 'CWE-2'] }).map(([name]) => name);
    expect(names).toEqual(['CWE-1', 'CWE-2']);
    expect(ruleLinks(RULE)).toEqual([]);
  });
});

describe('severities', () => {
  it.each([
    [{}, 'error'],
    [{ compat: 'error' }, 'error'],
    [{ compat: 'note' }, 'error, in the compat profile note'],
    [{ compat: 'note', compatKeys: ['.a', '.b'] }, 'error, in the compat profile note at *.a, *.b'],
  ] as const)('of %j read: %s', (overrides, text) => {
    expect(severities({ ...RULE, ...overrides })).toBe(text);
  });
});

describe('the page of the rules', () => {
  it('lists them room by room, in their order', () => {
    const rules: readonly RuleInfo[] = [
      { ...RULE, compat: 'note', compatKeys: ['.a'], cwe: 'CWE-59', references: ['a book'] },
      { ...RULE, id: 'other/second' },
      { ...RULE, id: 'room/third' },
    ];
    expect(
      renderRulesPage(rules, [hostile('room/first', 'a.gguf')])
        .split('\n')
        .slice(3),
    ).toEqual([
      '',
      '3 rules in 2 rooms: [room](#room), [other](#other).',
      '',
      '## room',
      '',
      '### room/first',
      '',
      '**error, in the compat profile note at \\*.a.** It is wrong.',
      '',
      'It hurts.',
      '',
      '- Example: corpus/a.gguf: why so',
      '- See: [CWE-59](https://cwe.mitre.org/data/definitions/59.html), a book',
      '- Suppress: `--suppress room/first`',
      '',
      '### room/third',
      '',
      '**error.** It is wrong.',
      '',
      'It hurts.',
      '',
      '- Example: ',
      '- Suppress: `--suppress room/third`',
      '',
      '## other',
      '',
      '### other/second',
      '',
      '**error.** It is wrong.',
      '',
      'It hurts.',
      '',
      '- Example: ',
      '- Suppress: `--suppress other/second`',
      '',
    ]);
  });
});

describe('the compat profile', () => {
  const at = (rule: string, path?: string): Finding => ({
    rule,
    severity: 'error',
    message: 'x',
    ...(path !== undefined && { path }),
  });
  const severityOf = (finding: Finding): string | undefined => inProfile([finding], 'compat')[0]?.severity;

  it('makes a rule milder, never more severe, and the strict one leaves it as it was', () => {
    expect(severityOf(at('template/recursion'))).toBe('warning');
    expect(severityOf({ ...at('template/recursion'), severity: 'note' })).toBe('note');
    expect(inProfile([at('template/recursion')], 'strict')).toEqual([at('template/recursion')]);
  });

  it('is milder at some keys alone where the rule says so: by how the key ends', () => {
    const rule = 'model/key-range';
    expect(severityOf(at(rule, 'metadata["llama.rope.scaling.factor"]'))).toBe('warning');
    expect(severityOf(at(rule, 'metadata["llama.block_count"]'))).toBe('error');
    expect(severityOf(at(rule, 'metadata["llama.rope.scaling.factor.x"]'))).toBe('error');
    expect(severityOf(at(rule))).toBe('error');
  });

  it('leaves alone what it has no word on', () => {
    expect(severityOf(at('gguf/duplicate-key'))).toBe('error');
    expect(severityOf(at('no/such-rule'))).toBe('error');
  });

  it('takes odd numbers and hidden data a step milder, notes and what makes a model answer NaN as they are', () => {
    const of = (id: string): readonly unknown[] => [RULES.get(id)?.severity, RULES.get(id)?.compat];
    expect(of('numbers/nan-value')).toEqual(['error', undefined]);
    expect(of('numbers/all-zero')).toEqual(['warning', 'note']);
    const notes = [...RULES.values()].filter(
      ({ id, severity }) => /^(numbers|hidden)\//.test(id) && severity === 'note',
    );
    for (const { compat } of notes) expect(compat).toBeUndefined();
  });
});
