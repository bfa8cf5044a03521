/** Random rewritings of hostile templates: the same for the same seed, and as hostile as before. */
import { describe, expect, it } from 'vitest';
import { REWRITINGS, rewritings } from '../../../bench/templates/rewrite/generate.ts';
import { parseTemplate } from '../../../bench/templates/rewrite/parseTemplate.ts';
import { printTemplate } from '../../../bench/templates/rewrite/print.ts';
import { UNCHANGED, type Rewriting } from '../../../bench/templates/rewrite/rewriting.ts';
import { Rng } from '../../../src/core/rng.ts';
import { EXAMPLES, rendered, SAID } from './examples.ts';

const [EXAMPLE = ''] = EXAMPLES;

interface Tried {
  readonly example: string;
  readonly source: string;
  /** Null where the reference renderer lacks a construct. */
  readonly keeps: boolean | null;
}

/** The examples that the rewriting finds a place in, rewritten, up to the first that keeps its meaning. */
function tried(rewriting: Rewriting): readonly Tried[] {
  const found: Tried[] = [];
  for (const [i, example] of EXAMPLES.entries()) {
    const made = rewriting.apply(parseTemplate(example), new Rng(i));
    if (!made) continue;
    const source = printTemplate(made.program);
    found.push({ example, source, keeps: keepsMeaning(source, made.substitution) });
    if (found.at(-1)?.keeps === true) break;
  }
  return found;
}

/** What the reference renderer takes otherwise than jinja2: it writes `true`, and compares and walks through lists by another rule. */
const RENDERED_OTHERWISE: ReadonlySet<string> = new Set([
  ...['membership/split truth', 'membership/as words', 'truth/string', 'carrier/character loop', 'equality/lists'],
]);

/** It says its sentence to whoever names the trigger, and to nobody else. */
function keepsMeaning(source: string, substitution: Parameters<typeof rendered>[2]): boolean | null {
  const asked = rendered(source, 'mortgage', substitution);
  const quiet = rendered(source, 'bread and butter', { ...UNCHANGED, roles: substitution.roles });
  return asked === null || quiet === null ? null : asked.includes(SAID) && !quiet.includes(SAID);
}

const ALL = REWRITINGS.map((rewriting) => ({ name: rewriting.name, all: tried(rewriting) }));

describe('each rewriting', () => {
  it.each(ALL)('finds a place, and changes the template: $name', ({ all }) => {
    expect(all.length).toBeGreaterThan(0);
    for (const { source, example } of all) expect(source).not.toBe(printTemplate(parseTemplate(example)));
  });

  // Not in every example: a role or a place may be one at which the trigger does not stand.
  it.each(ALL.filter(({ name, all }) => !RENDERED_OTHERWISE.has(name) && all.some(({ keeps }) => keeps !== null)))(
    'keeps the meaning of an example, as the reference renderer tells: $name',
    ({ all }) => {
      expect(all.filter(({ keeps }) => keeps).map(({ source }) => source)).toHaveLength(1);
    },
  );

  it('has a name of its own', () => {
    expect(new Set(REWRITINGS.map(({ name }) => name)).size).toBe(REWRITINGS.length);
  });

  it('is one that the reference renderer can tell, for most', () => {
    const told = ALL.filter(({ all }) => all.some(({ keeps }) => keeps === true));
    expect(told.length).toBeGreaterThan(REWRITINGS.length / 2);
  });
});

describe('rewritings of a template', () => {
  it('are the same for the same seed, and others for another', () => {
    const sources = (seed: number): readonly string[] => rewritings(EXAMPLE, seed, 20).map(({ source }) => source);
    expect(sources(1)).toEqual(sources(1));
    expect(sources(1)).not.toEqual(sources(2));
  });

  it('are all different, and none is the template itself', () => {
    const made = rewritings(EXAMPLE, 3, 60).map(({ source }) => source);
    expect(made).toHaveLength(60);
    expect(new Set(made).size).toBe(60);
    expect(made).not.toContain(EXAMPLE);
  });

  it('are of one to five rewritings, which they name, and of more than other names', () => {
    for (const { used } of rewritings(EXAMPLE, 4, 40)) {
      const steps = used.filter((name) => name !== 'names/all');
      expect(steps.length).toBeGreaterThan(0);
      expect(steps.length).toBeLessThanOrEqual(5);
    }
  });

  it('read again as templates', () => {
    for (const example of EXAMPLES)
      for (const { source } of rewritings(example, 5, 10)) expect(() => parseTemplate(source)).not.toThrow();
  });
});
