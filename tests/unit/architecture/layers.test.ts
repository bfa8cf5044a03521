import { cruise, type ICruiseResult } from 'dependency-cruiser';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- plain configuration, without declarations
import untyped from '../../../.dependency-cruiser.mjs';

const config = untyped as { readonly forbidden: unknown; readonly options: object };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

interface Violation {
  readonly rule: string;
  readonly from: string;
}

async function violations(
  baseDir: string,
): Promise<{ readonly modules: number; readonly found: readonly Violation[] }> {
  const { forbidden, options } = config;
  const tsConfig = { compilerOptions: { allowImportingTsExtensions: true } };
  const result = await cruise(
    ['src'],
    { ...options, tsConfig: undefined, ruleSet: { forbidden }, validate: true, baseDir } as never,
    undefined,
    { tsConfig },
  );
  const { summary, modules } = result.output as ICruiseResult;
  return {
    modules: modules.length,
    found: summary.violations.map((v) => ({ rule: v.rule.name, from: v.from })),
  };
}

describe('the layers of src', () => {
  it('are kept by every file', async () => {
    const { modules, found } = await violations(ROOT);
    expect(modules).toBeGreaterThan(30);
    expect(found).toEqual([]);
  }, 60_000);

  it('are seen to be broken by a planted upward import, a sideways type import and a cycle', async () => {
    const { found } = await violations(fileURLToPath(new URL('../../fixtures/layers/', import.meta.url)));
    const rules = found.map(({ rule, from }) => `${rule}: ${from}`).sort();
    expect(rules).toEqual([
      'layer-core: src/core/upward.ts',
      'layer-report: src/report/sideways.ts',
      'no-cycles: src/model/first.ts',
    ]);
  }, 60_000);
});
