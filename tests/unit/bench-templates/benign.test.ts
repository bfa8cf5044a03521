/** The list of public templates. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countOf, sourcesIn } from '../../../bench/templates/benign/sources.ts';

describe('the list of public templates', () => {
  const { packages, repositories } = sourcesIn(readFileSync('bench/templates/benign/sources.json', 'utf8'));

  it('has each template once', () => {
    const digests = [...packages, ...repositories].flatMap(({ templates }) => Object.values(templates).flat());
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('has more than 300 that packages carry', () => {
    expect(packages.map(countOf).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(300);
  });

  it('pins each package once, and each repository', () => {
    const names = [
      ...packages.map(({ registry, name }) => `${registry} ${name}`),
      ...repositories.map((r) => r.repository),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});
