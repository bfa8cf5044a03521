import { describe, expect, it } from 'vitest';
import { ruleNamed, RULES, rulesByName, unknownRule } from '../../../src/checks/rules.ts';
import { rulesLike } from '../../../src/checks/suppressions.ts';
import type { RuleInfo } from '../../../src/core/finding.ts';

const rule = (id: string, aliases: readonly string[] = []): RuleInfo => ({
  id,
  title: 'x',
  why: 'y',
  severity: 'error',
  ...(aliases.length > 0 && { aliases }),
});
const renamed = rule('gguf/new', ['gguf/old', 'gguf/taken']);
const RENAMED = [renamed, rule('gguf/taken')];

describe('a rule that was renamed', () => {
  it('is found by its name and by the one it had', () => {
    const names = rulesByName(RENAMED);
    expect(['gguf/new', 'gguf/old', 'gguf/none'].map((name) => names.get(name)?.id)).toEqual([
      'gguf/new',
      'gguf/new',
      undefined,
    ]);
  });

  it('does not take the name of a rule that there is', () => {
    expect(rulesByName(RENAMED).get('gguf/taken')?.id).toBe('gguf/taken');
  });

  it('is suppressed by either name, and by a pattern of either', () => {
    expect([...rulesLike('gguf/old', RENAMED)]).toEqual(['gguf/new']);
    expect([...rulesLike('gguf/ol*', RENAMED)]).toEqual(['gguf/new']);
    expect([...rulesLike('*', RENAMED)]).toEqual(['gguf/new', 'gguf/taken']);
  });
});

describe('the names of rules', () => {
  it('are each of one rule, earlier names included', () => {
    const names = [...RULES.values()].flatMap(({ id, aliases = [] }) => [id, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    for (const [id, info] of RULES) expect(ruleNamed(id)).toBe(info);
  });

  it('are offered where none is meant', () => {
    expect(unknownRule('gguf/truncate')).toBe('expected a rule, found "gguf/truncate"; did you mean "gguf/truncated"?');
  });
});
