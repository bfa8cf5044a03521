/** Hyper-parameters as the forward pass uses them: standard keys with their defaults worked out. */
import type { HParams } from '../program.ts';
import { ropeScaling, type RopeScaling } from './ropeScaling.ts';
import type { StandardValues } from './standardKeys.ts';

export interface Hyper extends HParams {
  /** The keys as the file has them; null where it has none. */
  readonly keys: StandardValues;
  /** For each layer. */
  readonly nHead: readonly number[];
  readonly nHeadKv: readonly number[];
  readonly nFf: readonly number[];
  readonly nFfExpert: readonly number[];
  readonly nExpertUsed: readonly number[];
  readonly nExpert: number;
  readonly headDim: number;
  readonly valueDim: number;
  readonly nRot: number;
  readonly rope: RopeScaling;
  /** Positions that the session is to hold: chooses between long and short rope factors. */
  readonly nCtx: number;
}

/** What no file is complete without; the caller has reported it when one is missing. */
export interface Sizes {
  readonly nVocab: number;
  readonly nCtxTrain: number;
  readonly nEmbd: number;
  /** Layers in the file, those for predicting further tokens included. */
  readonly nLayerAll: number;
  readonly nCtx: number;
}

export function resolveHyper(keys: StandardValues, sizes: Sizes): Hyper {
  const { nEmbd, nLayerAll } = sizes;
  const nHead = eachLayer(keys.nHead, nLayerAll);
  const perHead = nEmbd / Math.max(1, ...nHead);
  const headDim = keys.headDim ?? perHead;
  return {
    ...sizes,
    nLayer: nLayerAll - (keys.nextn ?? 0),
    keys,
    nHead,
    nHeadKv: keys.nHeadKv === null ? nHead : eachLayer(keys.nHeadKv, nLayerAll),
    nFf: eachLayer(keys.nFf, nLayerAll),
    nFfExpert: eachLayer(keys.nFfExpert, nLayerAll),
    nExpertUsed: eachLayer(keys.nExpertUsed, nLayerAll),
    nExpert: keys.nExpert ?? 0,
    headDim,
    valueDim: keys.valueDim ?? perHead,
    nRot: keys.nRot ?? headDim,
    rope: ropeScaling(keys, keys.nRot ?? headDim, sizes.nCtxTrain),
  };
}

/** The value of each of `n` layers; 0 where there is none. */
export function eachLayer(value: number | Float64Array | null, n: number): readonly number[] {
  return Array.from({ length: n }, (_, i) => (value instanceof Float64Array ? (value[i] ?? 0) : (value ?? 0)));
}

/** What attention of a layer with a window sees where such layers turn by a base and over a width of their own. */
export function inWindow(h: Hyper): Hyper {
  const { keys } = h;
  const nRot = keys.nRotSwa ?? h.nRot;
  const base = keys.ropeBaseSwa ?? keys.ropeBase;
  return { ...h, nRot, rope: ropeScaling({ ...keys, ropeBase: base }, nRot, h.nCtxTrain) };
}

/**
 * Which layers look through the sliding window: the file's pattern, or every layer but each `period`-th (the last of a period, or its
 * first with `denseFirst`).
 */
export function windowLayers(h: Hyper, period: number, denseFirst = false): readonly boolean[] {
  const { windowPattern } = h.keys;
  if (windowPattern instanceof Float64Array) return Array.from({ length: h.nLayer }, (_, i) => windowPattern[i] === 1);
  const n = windowPattern ?? period;
  return Array.from({ length: h.nLayer }, (_, i) => (denseFirst ? i % n !== 0 : i % n < n - 1));
}
