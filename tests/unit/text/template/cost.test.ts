import { describe, expect, it } from 'vitest';
import type { Metadata } from '../../../../src/gguf/metadata.ts';
import { Constants } from '../../../../src/text/template/constants.ts';
import { namesOnCycles } from '../../../../src/text/template/cycles.ts';
import { DEFAULT_TEMPLATE_LIMITS, TemplateSandbox } from '../../../../src/text/template/sandbox.ts';
import { treeProblems } from '../../../../src/text/template/staticProblems.ts';
import { parseTemplate } from '../../../../src/text/template/syntax/parseTemplate.ts';
import { treeOf as treeOfBody, type Tree } from '../../../../src/text/template/syntax/tree.ts';
import { TEMPLATE_COSTS, TemplateBudget } from '../../../../src/text/template/templateBudget.ts';
import { templateFindings } from '../../../../src/text/template/templateFindings.ts';

function metadataOf(templates: Readonly<Record<string, string>>): Metadata {
  return new Map(
    Object.entries(templates).map(([name, value]) => [`tokenizer.chat_template${name}`, { type: 'string', value }]),
  ) as unknown as Metadata;
}

const treeOf = (template: string): Tree => treeOfBody(parseTemplate(template));

const rulesOf = (template: string): readonly string[] => {
  const tree = treeOf(template);
  return treeProblems(tree, new Constants(tree)).map(({ rule }) => rule);
};

describe('names on cycles', () => {
  const graph = (edges: Readonly<Record<string, string>>): Map<string, Set<string>> =>
    new Map(Object.entries(edges).map(([name, to]) => [name, new Set(to.split(' ').filter((n) => n !== ''))]));

  it.each([
    [{ a: '' }, []],
    [{ a: 'a' }, ['a']],
    [{ a: 'b', b: 'c', c: '' }, []],
    [{ a: 'b', b: 'a' }, ['a', 'b']],
    [{ a: 'b', b: 'c', c: 'b d', d: '' }, ['b', 'c']],
    [{ a: 'b c', b: 'd', c: 'd', d: '' }, []],
    [{ a: 'b', b: 'a c', c: 'd', d: 'e', e: 'd' }, ['a', 'b', 'd', 'e']],
    [{ a: 'elsewhere' }, []],
  ])('of %j are %j', (edges, names) => {
    expect(namesOnCycles(graph(edges as Record<string, string>))).toEqual(names);
  });

  it('are the same as by walking from each name, in graphs of every shape', () => {
    for (let seed = 1; seed <= 300; seed++) {
      let state = seed;
      const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
      const names = Array.from({ length: 8 }, (_, i) => `n${String(i)}`);
      const edges = new Map(names.map((name) => [name, new Set(names.filter(() => random() < 0.15))]));
      const leadsTo = (from: string, goal: string, seen = new Set<string>()): boolean =>
        [...(edges.get(from) ?? [])].some(
          (next) => next === goal || (!seen.has(next) && leadsTo(next, goal, seen.add(next))),
        );
      expect([seed, namesOnCycles(edges)]).toEqual([seed, names.filter((name) => leadsTo(name, name))]);
    }
  });

  it('are found in a chain of a hundred thousand', () => {
    const chain = new Map(Array.from({ length: 100_000 }, (_, i) => [String(i), new Set([String((i + 1) % 100_000)])]));
    expect(namesOnCycles(chain)).toHaveLength(100_000);
  });
});

describe('rules that look up and down a tree', () => {
  it.each([
    ['{% macro f(x) %}{% for a in x %}{{ f(a) }}{% endfor %}{% endmacro %}', []],
    ['{% macro f(x) %}{{ g(g(f(x))) }}{% endmacro %}', ['template/recursion']],
    [
      '{% for a in range(1000) %}{% if b %}{% for c in range(1000) %}{% endfor %}{% endif %}{% endfor %}',
      ['template/unbounded-loop'],
    ],
  ])('%s: %j', (template, rules) => {
    expect(rulesOf(template)).toEqual(rules);
  });
});

describe('the budget of a file’s templates', () => {
  it('says which cost was exceeded, and nothing as long as none was', () => {
    const budget = new TemplateBudget({ characters: 10, nodes: 5, folded: 5, steps: 5 });
    expect([budget.spend('nodes', 5), budget.excess]).toEqual([true, null]);
    expect([budget.spend('characters', 11), budget.excess]).toEqual([
      false,
      'expected at most 10 characters of chat templates in a file, found more: none has been judged beyond them',
    ]);
  });

  it('pays for what folding reads: slices of slices of a list fold no more when it is spent', () => {
    const list = `{% set x0 = [${"'a',".repeat(1000)}'a'] %}`;
    const slices = Array.from({ length: 500 }, (_, i) => `{% set x${String(i + 1)} = x${String(i)}[1:] %}`).join('');
    const budget = new TemplateBudget({ ...TEMPLATE_COSTS, folded: 100_000 });
    const tree = treeOf(`${list}${slices}`);
    treeProblems(tree, new Constants(tree, budget));
    expect(budget.spent('folded')).toBeLessThan(110_000);
    expect(budget.excess).toContain('100000 characters read');
  });

  it.each([
    ['characters', { '': 'a'.repeat(TEMPLATE_COSTS.characters + 1) }],
    ['characters', { '': 'a'.repeat(7 << 20), '.b': 'a'.repeat(7 << 20) }],
    ['nodes', { '': '{{x}}'.repeat(TEMPLATE_COSTS.nodes / 2 + 1) }],
    ['nodes', { '': '{{x}}'.repeat(300_000), '.b': '{{x}}'.repeat(300_000) }],
  ])('is one for all of them: more %s are refused', async (_, templates) => {
    const findings = await templateFindings(metadataOf(templates));
    expect(findings.map(({ rule, severity }) => [rule, severity])).toContainEqual(['template/exhausts', 'error']);
  });

  it('is not exceeded by a fair share of each', async () => {
    const text = "{% for m in messages %}{{ m['content'] }}{% endfor %}";
    const findings = await templateFindings(metadataOf({ '': `${text}{# ${'a'.repeat(100_000)} #}`, '.b': text }));
    expect(findings.map(({ rule }) => rule)).not.toContain('template/exhausts');
  });
});

describe('a sandbox', () => {
  const limits = { ...DEFAULT_TEMPLATE_LIMITS, templateBytes: 256 << 10 };
  const busy = '{% for a in range(99999) %}{% for b in range(9) %}{% endfor %}{% endfor %}';

  it('has so many seconds for all that it is asked', async () => {
    const sandbox = new TemplateSandbox({
      ...limits,
      seconds: 1,
      secondsInAll: 1.2,
      steps: 1e12,
      stepsInAll: 1e12,
    });
    try {
      const endless = busy.repeat(200);
      await expect(sandbox.render(endless, {})).rejects.toMatchObject({ code: 'template/time' });
      const started = performance.now();
      await expect(sandbox.render(endless, { again: true })).rejects.toMatchObject({ code: 'template/time' });
      expect(performance.now() - started).toBeLessThan(5000);
    } finally {
      sandbox.close();
    }
  });

  it('has so many steps for all renderings', async () => {
    const sandbox = new TemplateSandbox({ ...limits, steps: 1000, stepsInAll: 600 });
    try {
      const loop = '{% for a in range(400) %}{% endfor %}';
      await expect(sandbox.render(loop, {})).resolves.toBe('');
      await expect(sandbox.render(loop, {})).rejects.toMatchObject({ code: 'template/steps' });
    } finally {
      sandbox.close();
    }
  });

  it('renders no tree with more nodes than a conversation is worth, nor reads a longer template', async () => {
    const sandbox = new TemplateSandbox(limits);
    try {
      const large = '{{x+x}}'.repeat(limits.templateBytes / 7 - 1);
      await expect(sandbox.render(large, {})).rejects.toMatchObject({ code: 'template/nodes' });
      await expect(sandbox.render(`${large}${large}`, {})).rejects.toMatchObject({ code: 'template/size' });
    } finally {
      sandbox.close();
    }
  });
});
