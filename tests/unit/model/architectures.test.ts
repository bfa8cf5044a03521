import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../src/gguf/source.ts';
import { ARCHITECTURES, buildProgram } from '../../../src/model/build.ts';
import {
  architecturesPage,
  compareGolden,
  goldenModels,
  otherModels,
  TOLERANCE,
  type Comparison,
} from '../../support/architectures.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const models = goldenModels();
const results: Comparison[] = [];

describe('the architectures', () => {
  it.each(models.map((m) => [m.name, m] as const))('%s has logits as llama.cpp gives them', async (_name, model) => {
    const result = await compareGolden(model);
    results.push(result);
    expect(result.asTable ?? result.deviation).toBeLessThanOrEqual(TOLERANCE);
    // Nothing else than the table may explain a difference, and the table no more than it can.
    expect(result.deviation).toBeLessThanOrEqual(result.asTable === null ? TOLERANCE : 1e-3);
  });

  it.each(models.map((m) => [m.name, m] as const))(
    '%s is sound: no error, no tensor that nothing reads',
    (_name, model) => {
      const rules = buildProgram(parsedFile(bufferSource(model.bytes))).findings.map((f) => f.rule);
      // Some of the models write every key there is, a scaling factor of 0 among them.
      expect(rules.filter((rule) => rule !== 'model/key-unset')).toEqual([]);
    },
  );

  it.each(otherModels().map((m) => [m.name, m] as const))('%s, not described, has no error', (_name, { bytes }) => {
    const { findings } = buildProgram(parsedFile(bufferSource(bytes)));
    expect(findings.map((f) => f.rule)).toContain('model/architecture-undescribed');
    expect(findings.filter((f) => f.severity === 'error')).toEqual([]);
  });

  it('sees a model whose weights are changed', async () => {
    const [model] = models;
    if (!model) throw new Error('expected models in the fixture');
    const bytes = model.bytes.slice();
    const at = bytes.length - 4 * 64 + 3;
    bytes[at] = (bytes[at] ?? 0) ^ 0x80;
    expect((await compareGolden({ ...model, bytes })).deviation).toBeGreaterThan(TOLERANCE);
  });

  it('have a page that says how far each is off', async () => {
    expect(results).toHaveLength(models.length);
    const page = architecturesPage(results, [...ARCHITECTURES.keys()].sort());
    await expect(page).toMatchFileSnapshot('../../../docs/architectures.md');
  });
});
