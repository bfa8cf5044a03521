/** How a file stretches rotary positions: linear interpolation, YaRN, or factors of its own. */
import type { StandardValues } from './standardKeys.ts';

export interface RopeScaling {
  readonly base: number;
  /** 1 / the scaling factor. */
  readonly scale: number;
  readonly magnitude?: number;
  readonly rampLow?: number;
  readonly rampHigh?: number;
  readonly rampMix?: number;
}

/** YaRN's defaults (Peng et al., 2023): pairs that turn over 32 times in the original context are kept, under once interpolated. */
const BETA_FAST = 32;
const BETA_SLOW = 1;
const DEFAULT_BASE = 10_000;

/** The scaling that the keys ask for. With none, or with a factor that is unset, the scale is 1. */
export function ropeScaling(keys: StandardValues, nRot: number, nCtxTrain: number): RopeScaling {
  const base = keys.ropeBase ?? DEFAULT_BASE;
  const factor = keys.ropeScaling === 'none' ? 1 : (keys.ropeFactor ?? keys.ropeScaleLinear ?? 1);
  const attnFactor = keys.ropeAttnFactor ?? 1;
  if (keys.ropeScaling !== 'yarn') {
    return { base, scale: 1 / factor, ...(attnFactor !== 1 && { magnitude: attnFactor }) };
  }
  const nCtxOrig = keys.ropeOrigCtx ?? nCtxTrain;
  const pairAt = (turns: number): number => (nRot * Math.log(nCtxOrig / (turns * 2 * Math.PI))) / (2 * Math.log(base));
  return {
    base,
    scale: 1 / factor,
    magnitude: attnFactor * yarnMagnitude(keys, factor),
    rampLow: Math.max(0, Math.floor(pairAt(keys.yarnBetaFast ?? BETA_FAST))),
    rampHigh: Math.max(0, Math.min(nRot - 1, Math.ceil(pairAt(keys.yarnBetaSlow ?? BETA_SLOW)))),
    rampMix: keys.yarnExtFactor !== null && keys.yarnExtFactor > 0 ? keys.yarnExtFactor : 1,
  };
}

/** 0.1 · m · ln s + 1 (Peng et al., 2023, equation 22): what interpolation by s takes from the scores, m its weight. */
export function mscale(factor: number, m = 1): number {
  return factor <= 1 ? 1 : 0.1 * m * Math.log(factor) + 1;
}

/** Where the file tells the weight of the logarithm over all dimensions, the rest of it is in the attention's scale instead. */
function yarnMagnitude({ yarnLogMultiplier }: StandardValues, factor: number): number {
  return yarnLogMultiplier === null ? mscale(factor) : mscale(factor) / mscale(factor, yarnLogMultiplier);
}
