import { describe, expect, it } from 'vitest';
import { bufferSource } from '../../../src/gguf/source.ts';
import { buildProgram } from '../../../src/model/build.ts';
import { mscale, ropeScaling } from '../../../src/model/arch/ropeScaling.ts';
import { STANDARD_KEYS, type StandardValues } from '../../../src/model/arch/standardKeys.ts';
import { goldenModels } from '../../support/architectures.ts';
import { parsedFile } from '../../support/tinyModel.ts';

const none = Object.fromEntries(Object.keys(STANDARD_KEYS).map((key) => [key, null])) as unknown as StandardValues;
const scaling = (keys: Partial<StandardValues>): ReturnType<typeof ropeScaling> =>
  ropeScaling({ ...none, ...keys }, 64, 4096);

/** How often a pair turns within the original context. */
const turns = (i: number, context: number): number => (context * 10_000 ** ((-2 * i) / 64)) / (2 * Math.PI);

describe('rotary positions as a file stretches them', () => {
  it('are plain without a factor, whatever the type', () => {
    expect(scaling({})).toEqual({ base: 10_000, scale: 1 });
    expect(scaling({ ropeScaling: 'linear' })).toEqual({ base: 10_000, scale: 1 });
  });

  it('take a factor as its inverse, under its old name too, and not at all under none', () => {
    expect(scaling({ ropeFactor: 4 }).scale).toBe(0.25);
    expect(scaling({ ropeScaleLinear: 8 }).scale).toBe(0.125);
    expect(scaling({ ropeScaling: 'none', ropeFactor: 4 }).scale).toBe(1);
  });

  it('keep, under YaRN, pairs that turn 32 times in the original context, and interpolate those that do not turn once', () => {
    const {
      rampLow = NaN,
      rampHigh = NaN,
      rampMix,
      scale,
    } = scaling({ ropeScaling: 'yarn', ropeFactor: 4, ropeOrigCtx: 1024 });
    expect([scale, rampMix]).toEqual([0.25, 1]);
    expect(turns(rampLow, 1024)).toBeGreaterThanOrEqual(32);
    expect(turns(rampLow + 1, 1024)).toBeLessThan(32);
    expect(turns(rampHigh, 1024)).toBeLessThanOrEqual(1);
    expect(turns(rampHigh - 1, 1024)).toBeGreaterThan(1);
  });

  it('grow by a tenth of the logarithm, unless the attention takes that over', () => {
    const yarn = { ropeScaling: 'yarn', ropeFactor: 4 } as const;
    expect(scaling(yarn).magnitude).toBeCloseTo(1 + 0.1 * Math.log(4), 12);
    expect(scaling({ ...yarn, yarnLogMultiplier: 1 }).magnitude).toBeCloseTo(1, 12);
    expect(scaling({ ...yarn, ropeAttnFactor: 2 }).magnitude).toBeCloseTo(2 + 0.2 * Math.log(4), 12);
    expect([mscale(1), mscale(0.5)]).toEqual([1, 1]);
  });

  it('put all of it into the scores of DeepSeek V2, whose files hold a tenth of the weight of the logarithm', () => {
    const model = goldenModels().find(({ name }) => name === 'deepseek2-moe');
    const file = parsedFile(bufferSource(model?.bytes ?? new Uint8Array(0)));
    const metadata = new Map(file.metadata);
    metadata.set('deepseek2.rope.scaling.type', { type: 'string', value: 'yarn', bytes: Buffer.from('yarn') });
    metadata.set('deepseek2.rope.scaling.factor', { type: 'f32', value: 40 });
    metadata.set('deepseek2.rope.scaling.yarn_log_multiplier', { type: 'f32', value: 0.0707 });
    const ops = buildProgram({ ...file, metadata }).program?.ops ?? [];
    expect(ops.find((op) => op.kind === 'rope')?.attrs).toMatchObject({ magnitude: 1, rampMix: 1, freqScale: 1 / 40 });
    const scale = ops.find((op) => op.kind === 'attention')?.attrs.scale ?? NaN;
    expect(scale * Math.sqrt(192)).toBeCloseTo((1 + 0.1 * 0.707 * Math.log(40)) ** 2, 6);
  });
});
