import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../src/gguf/source.ts';
import type { Session } from '../../../src/engine/engine.ts';
import { ARCHITECTURES, buildProgram } from '../../../src/model/build.ts';
import {
  architecturesPage,
  compareGolden,
  goldenModels,
  otherModels,
  TOLERANCE,
  type Comparison,
} from '../../support/architectures.ts';
import { FileWeights } from '../../../src/residency/fileWeights.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
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

  it.each(models.map((m) => [m.name, m] as const))(
    '%s gives in two steps what it gives in one',
    async (_name, model) => {
      const source = bufferSource(model.bytes);
      const file = parsedFile(source);
      const { program } = buildProgram(file);
      if (!program) throw new Error('expected a Program');
      const open = (): Promise<Session> =>
        referenceEngine.load(program, new FileWeights(file, program, source), { nCtx: model.tokens.length });
      const whole = await (await open()).step(model.tokens, { logits: 'all' });
      const session = await open();
      await session.step(model.tokens.subarray(0, 5), { logits: 'last' });
      const last = await session.step(model.tokens.subarray(5), { logits: 'last' });
      expect([...last]).toEqual([...whole.subarray(whole.length - last.length)]);
    },
  );

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
