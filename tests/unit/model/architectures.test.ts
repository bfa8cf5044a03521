import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../src/gguf/source.ts';
import type { Session } from '../../../src/engine/engine.ts';
import { ARCHITECTURES, buildProgram } from '../../../src/model/build.ts';
import {
  architecturesPage,
  asExplained,
  compareGolden,
  goldenModels,
  otherModels,
  TOLERANCE,
  type Comparison,
  type GoldenModel,
} from '../../support/architectures.ts';
import { attendsBothWays } from '../../../src/model/attendsBothWays.ts';
import type { Program } from '../../../src/model/program.ts';
import { FileWeights } from '../../../src/residency/fileWeights.ts';
import { referenceEngine } from '../../../src/reference/engine.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const models = goldenModels();
const results: Comparison[] = [];

function programOf({ bytes }: GoldenModel): Program {
  const { program } = buildProgram(parsedFile(bufferSource(bytes)));
  if (!program) throw new Error('expected a Program');
  return program;
}

function sessionOf(model: GoldenModel): Promise<Session> {
  const source = bufferSource(model.bytes);
  const program = programOf(model);
  const weights = new FileWeights(parsedFile(source), program, source);
  return referenceEngine.load(program, weights, { nCtx: model.tokens.length });
}

const both = models.filter((m) => attendsBothWays(programOf(m)));

describe('the architectures', () => {
  it.each(models.map((m) => [m.name, m] as const))('%s has logits as llama.cpp gives them', async (_name, model) => {
    const result = await compareGolden(model);
    results.push(result);
    expect(asExplained(result)).toBeLessThanOrEqual(TOLERANCE);
    // Nothing else than the table may explain a difference, and the table no more than it can.
    expect(result.deviation).toBeLessThanOrEqual(result.asTable === null ? TOLERANCE : 1e-3);
    // What ties explain is small: a step of binary16 in a few of a thousand numbers.
    expect(result.asTable ?? 0).toBeLessThanOrEqual(2e-4);
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

  it.each(both.map((m) => [m.name, m] as const))('%s attends both ways: no second step', async (_name, model) => {
    const session = await sessionOf(model);
    await session.step(model.tokens.subarray(0, 5), { logits: 'last' });
    const second = session.step(model.tokens.subarray(5), { logits: 'last' });
    await expect(second).rejects.toMatchObject({ code: 'step/both-ways' });
    session.truncate(0);
    expect(await session.step(model.tokens, { logits: 'last' })).toHaveLength(
      model.logits.length / model.tokens.length,
    );
  });

  it('attend both ways in four of the models', () => {
    expect(both.map((m) => m.name)).toEqual(['dream-dense', 'llada-dense', 'llada-moe-moe', 'rnd1-moe']);
  });

  it.each(models.filter((m) => !both.includes(m)).map((m) => [m.name, m] as const))(
    '%s gives in two steps what it gives in one',
    async (_name, model) => {
      const whole = await (await sessionOf(model)).step(model.tokens, { logits: 'all' });
      const session = await sessionOf(model);
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

  it('sees a changed model with GELU, whose ties explain no such thing', async () => {
    const model = models.find(({ name }) => name === 'mpt-dense');
    if (!model) throw new Error('expected mpt-dense in the fixture');
    const bytes = model.bytes.slice();
    // One weight twice or half as large.
    const at = bytes.length - 4 * 64 + 2;
    bytes[at] = (bytes[at] ?? 0) ^ 0x80;
    const changed = await compareGolden({ ...model, bytes });
    expect(changed.atTies?.ties).toBeGreaterThan(0);
    expect(asExplained(changed)).toBeGreaterThan(TOLERANCE);
  });

  it('have a page that says how far each is off', async () => {
    expect(results).toHaveLength(models.length);
    const page = architecturesPage(results, [...ARCHITECTURES.keys()].sort());
    await expect(page).toMatchFileSnapshot('../../../docs/architectures.md');
  });
});
